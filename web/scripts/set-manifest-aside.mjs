// Vite's list of which file needs which is for `cargo xtask test --page`, not for whoever opens the page.
import { copyFile, mkdir, rm } from "node:fs/promises";

const web = new URL("../", import.meta.url);
const cache = new URL("node_modules/.cache/", web);

await mkdir(cache, { recursive: true });
await copyFile(new URL("dist/.vite/manifest.json", web), new URL("watchroom-page-manifest.json", cache));
await rm(new URL("dist/.vite/", web), { recursive: true });
