import { expect, test } from "vitest";
import { differences, facts, fieldName, subjectName } from "./difference";

test("only what differs is told, field by field", () => {
  const detail = {
    before: { role: "viewer", ward_id: null, name: "A", findings: { errors: 1 } },
    after: { role: "ward_councillor", ward_id: "3", name: "A", findings: { errors: 0 } },
  };
  expect(differences(detail)).toEqual([
    { field: "role", before: "viewer", after: "ward_councillor" },
    { field: "ward_id", before: null, after: "3" },
    { field: "findings.errors", before: "1", after: "0" },
  ]);
});

test("what was made or removed stands against nothing", () => {
  const made = { email: "a@b.c", is_admin: false, ward_id: null };
  expect(differences({ before: null, after: made })).toEqual([
    { field: "email", before: null, after: "a@b.c" },
    { field: "is_admin", before: null, after: "no" },
  ]);
  expect(differences({ before: { tags: ["a", "b"], list: [{ a: 1 }] }, after: null })).toEqual([
    { field: "tags", before: "a, b", after: null },
    { field: "list", before: '[{"a":1}]', after: null },
  ]);
  expect(differences(null)).toEqual([]);
  expect(differences({ reason: "x" })).toEqual([]);
});

test("everything else are facts", () => {
  expect(facts({ before: { a: 1 }, after: { a: 2 }, rows: 17_280, note: "", reason: "late" })).toEqual([
    { name: "rows", value: "17280" },
    { name: "reason", value: "late" },
  ]);
});

test("who or what was acted upon has a name rather than an id", () => {
  const subject = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11";
  expect(subjectName({ subject, detail: { user: "eve@watchroom.example" } })).toBe("eve@watchroom.example");
  expect(subjectName({ subject, detail: { before: null, after: { name: "Nightly" } } })).toBe("Nightly");
  expect(subjectName({ subject, detail: { before: { name: "Old" }, after: null } })).toBe("Old");
  expect(subjectName({ subject: "tenant-beta", detail: { after: { name: "New" } } })).toBe("tenant-beta");
  expect(subjectName({ subject, detail: {} })).toBe(subject);
  expect(subjectName({ subject: null, detail: null })).toBeNull();
});

test.each([
  ["ward_id", "Ward"],
  ["is_admin", "Administrator"],
  ["sessions_ended", "Sessions ended"],
  ["id", "Id"],
])("%s reads %s", (field, name) => expect(fieldName(field)).toBe(name));
