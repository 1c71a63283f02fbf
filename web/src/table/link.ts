export interface CellLink {
  href: string;
  /** Leads to another site. */
  external: boolean;
}

const absolute = /^(https?:\/\/|mailto:)/i;

/**
 * Where a cell's text may lead. Only web addresses, mail and paths of this very site become links: the text comes out
 * of a database that many may write to. null: it stays text.
 */
export function linkOf(text: string, origin: string): CellLink | null {
  const trimmed = text.trim();
  const path = trimmed.startsWith("/");
  if (!path && !absolute.test(trimmed)) return null;
  if (!URL.canParse(trimmed, origin)) return null;
  const url = new URL(trimmed, origin);
  // `//elsewhere` and `/\elsewhere` look like paths and lead away.
  if (path) return url.origin === origin ? { href: url.href, external: false } : null;
  if (url.protocol === "mailto:") return { href: url.href, external: false };
  // `https://bank.example@evil.example` reads as another place than it is.
  if (url.username !== "" || url.password !== "") return null;
  return { href: url.href, external: url.origin !== origin };
}
