/** Only an address of our own origin: a sign-in link must not send anyone elsewhere. */
export function safeReturnTo(wanted: string | undefined, origin: string): string {
  if (wanted === undefined || !wanted.startsWith("/")) return "/";
  try {
    const url = new URL(wanted, origin);
    if (url.origin !== origin || url.pathname.startsWith("/sign-in") || url.pathname.startsWith("//"))
      return "/";
    return url.pathname + url.search + url.hash;
  } catch {
    return "/";
  }
}
