// Makes dist/docs.html: the API reference from our own origin, with no font, proxy or telemetry of another host.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";

const web = new URL("../", import.meta.url);
const dist = new URL("dist/", web);

async function hashed(source, name) {
  const bytes = await readFile(new URL(source, web));
  const file = `assets/${name}-${createHash("sha256").update(bytes).digest("base64url").slice(0, 8)}.js`;
  await writeFile(new URL(file, dist), bytes);
  return `/${file}`;
}

const scalar = await hashed("node_modules/@scalar/api-reference/dist/browser/standalone.js", "scalar");
const start = await hashed("scripts/docs-start.js", "docs");
const page = await readFile(new URL("scripts/docs.html", web), "utf8");
await writeFile(new URL("docs.html", dist), page.replace("%SCALAR%", scalar).replace("%START%", start));
