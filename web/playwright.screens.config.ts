import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** `npm run screens`: a picture of each page into `screenshots/`, from a running demo. */
export default defineConfig({ ...tests, testMatch: "screens.ts" });
