import type { AuditRecord } from "../../../api/admin/types";

export interface Difference {
  /** `role`, or `findings.errors` for what lies within. */
  field: string;
  /** As text; null where there was or is nothing. */
  before: string | null;
  after: string | null;
}

type Fields = Map<string, string | null>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function flatten(value: unknown, prefix = "", into: Fields = new Map()): Fields {
  if (!isObject(value)) return into;
  for (const [name, inner] of Object.entries(value)) {
    const field = prefix === "" ? name : `${prefix}.${name}`;
    if (isObject(inner)) flatten(inner, field, into);
    else into.set(field, asText(inner));
  }
  return into;
}

/** What differs between `before` and `after` of a record's detail, field by field. */
export function differences(detail: Record<string, unknown> | null): Difference[] {
  const before = flatten(detail?.before);
  const after = flatten(detail?.after);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }))
    .filter((one) => one.before !== one.after);
}

/** What else a record tells: everything beside `before` and `after`. */
export function facts(detail: Record<string, unknown> | null): { name: string; value: string }[] {
  const { before: _, after: _after, ...rest } = detail ?? {};
  return [...flatten(rest)].flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** What was acted upon, by the name that people know; an id where there is nothing else. */
export function subjectName({ subject, detail }: Pick<AuditRecord, "subject" | "detail">): string | null {
  const nameIn = (part: unknown) => (isObject(part) && typeof part.name === "string" ? part.name : undefined);
  const user = typeof detail?.user === "string" ? detail.user : undefined;
  const name = user ?? nameIn(detail) ?? nameIn(detail?.after) ?? nameIn(detail?.before);
  if (subject !== null && !uuid.test(subject)) return subject;
  return name ?? subject;
}

/** `is_admin` as people read it. */
export function fieldName(field: string): string {
  const known = { is_admin: "Administrator", full_name: "Name", database_url: "Database address" }[field];
  if (known !== undefined) return known;
  const words = field
    .replaceAll("_", " ")
    .replaceAll(".", ", ")
    .replace(/\bid\b/g, "")
    .trim();
  return words === "" ? "Id" : words.charAt(0).toUpperCase() + words.slice(1);
}
