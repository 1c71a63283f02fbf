// Nothing that is mistaken for something else when it is read out or copied by hand: no 0, O, 1, l, I.
const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const groups = 4;
const groupLength = 5;

/** One of the letters, each as likely as any other. */
function letter(): string {
  // The highest multiple that fits into a byte: what lies above would make the first letters likelier.
  const fair = 256 - (256 % letters.length);
  const drawn = new Uint8Array(1);
  do crypto.getRandomValues(drawn);
  while ((drawn[0] ?? 255) >= fair);
  return letters[(drawn[0] ?? 0) % letters.length] ?? "";
}

/** A password nobody has to remember: 20 letters, some 116 bits, in groups that can be read out. */
export function makePassword(): string {
  return Array.from({ length: groups }, () => Array.from({ length: groupLength }, letter).join("")).join("-");
}
