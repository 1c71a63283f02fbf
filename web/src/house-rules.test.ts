import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname);

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(ts|tsx)$/.test(name) && !name.endsWith(".d.ts"))
  .map((name) => ({ name, text: readFileSync(join(src, name), "utf8") }));
const production = files.filter(({ name }) => !/\.test\.tsx?$|^test-setup/.test(name));

/** Where a file's relative imports lead, seen from src. */
function importsOf({ name, text }: { name: string; text: string }): string[] {
  const paths = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return paths.map((path) => relative(src, resolve(src, dirname(name), path)));
}

/** `features/panels`, or `charts`. */
function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "features" ? `${first}/${second}` : first;
}

// Down only: a room may use itself and what stands here. `api` is known everywhere by its types alone, see below.
const arrows: Record<string, RegExp> = {
  app: /^(api|features\/.+|format|ui)$/,
  features: /^(api|charts|table|ui|format)$/,
  charts: /^(api|table|ui|format)$/,
  table: /^(api|ui|format)$/,
  ui: /^format$/,
  format: /^$/,
  api: /^format$/,
};

test("imports follow the arrows, and no feature uses its sibling", () => {
  const wrong = production.flatMap((file) => {
    const own = roomOf(file.name);
    const allowed = arrows[own.split("/")[0] ?? ""];
    if (allowed === undefined) return [];
    return importsOf(file)
      .filter((target) => roomOf(target) !== own && !allowed.test(roomOf(target)))
      .map((target) => `${file.name} → ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("only api fetches; charts and table know its types alone", () => {
  const fetching = production.filter(
    ({ name, text }) => !name.startsWith("api/") && /\bfetch\(|XMLHttpRequest/.test(text),
  );
  expect(fetching.map(({ name }) => name)).toEqual([]);
  const valued = production
    .filter(({ name }) => /^(charts|table|ui)\//.test(name))
    .filter(({ text }) => /^import (?!type)[^;]*from "\.\.\/api\//m.test(text) || /react-query/.test(text));
  expect(valued.map(({ name }) => name)).toEqual([]);
});

test("no file outgrows its reader", () => {
  const long = files
    .map(({ name, text }) => [name, text.split("\n").length] as const)
    .filter(([, lines]) => lines > 250);
  expect(long).toEqual([]);
});

test("no barrel and no drawer for everything", () => {
  const named = files.filter(({ name }) =>
    /(^|\/)(index|utils?|helpers?|common|services?|managers?)(\.|\/)/.test(name),
  );
  expect(named.map(({ name }) => name)).toEqual([]);
});

test("what the CSP would refuse is not written", () => {
  const refused = production.filter(({ text }) => /<style|<script|\beval\(|new Function\(/.test(text));
  expect(refused.map(({ name }) => name)).toEqual([]);
});
