// Writes a .br and a .gz beside every compressible file of dist, so that the server compresses nothing at run time.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const compressible = new Set([".html", ".js", ".css", ".svg", ".json", ".map", ".txt"]);
const smallestWorthIt = 512;
const brotli = promisify(brotliCompress);
const gz = promisify(gzip);
const dist = new URL("../dist/", import.meta.url).pathname;

const entries = await readdir(dist, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath, entry.name));

const sizes = await Promise.all(
  files.map(async (file) => {
    const bytes = await readFile(file);
    if (bytes.length < smallestWorthIt) return null;
    // Quality 11 on the API page's 3.5 MB bundle takes longer than the whole build.
    const quality = bytes.length > 1_000_000 ? 9 : 11;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    const [br, zipped] = await Promise.all([brotli(bytes, { params }), gz(bytes, { level: 9 })]);
    await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, zipped)]);
    return { file: file.slice(dist.length), bytes: bytes.length, gz: zipped.length, br: br.length };
  }),
);

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
for (const size of sizes.filter(Boolean).sort((a, b) => b.gz - a.gz)) {
  console.log(`${size.file}  ${kb(size.bytes)}  gz ${kb(size.gz)}  br ${kb(size.br)}`);
}
