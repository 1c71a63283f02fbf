/** `ward_councillor` as people read it. */
export function roleName(role: string): string {
  const words = role.replaceAll("_", " ").replace("saps", "SAPS");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
