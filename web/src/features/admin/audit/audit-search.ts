import { instantOf } from "../../../format/zoned-time";

/** What the address says of the audit log. */
export interface AuditSearch {
  search?: string;
  action?: string;
  /** Somebody's e-mail address. */
  person?: string;
  tenant?: string;
  /** Days of the zone of whoever looks, `2026-03-08`; the last one belongs to it. */
  from?: string;
  to?: string;
  /** From 1, as people count. */
  page?: number;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/** What cannot be read is left out. */
export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const text = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value : undefined);
  const dayOf = (value: unknown) => (typeof value === "string" && day.test(value) ? value : undefined);
  const page = Number(raw.page);
  const read: AuditSearch = {
    search: text(raw.search),
    action: text(raw.action),
    person: text(raw.person),
    tenant: text(raw.tenant),
    from: dayOf(raw.from),
    to: dayOf(raw.to),
    page: Number.isSafeInteger(page) && page > 1 ? page : undefined,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** The instant at which a day begins, or the one `later` days after it; undefined where there is no such day. */
export function dayInstant(text: string | undefined, zone: string, later = 0): string | undefined {
  if (text === undefined || !day.test(text)) return undefined;
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  const real = new Date(Date.UTC(year, month - 1, date));
  if (real.getUTCMonth() !== month - 1) return undefined;
  const wall = { year, month, day: date + later, hour: 0, minute: 0, second: 0 };
  return new Date(instantOf(wall, zone)).toISOString();
}
