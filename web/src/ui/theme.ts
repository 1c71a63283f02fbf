import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";
export type Theme = "light" | "dark";

const storageKey = "watchroom.theme";
const changed = new EventTarget();
const systemDark = () => window.matchMedia("(prefers-color-scheme: dark)");

function readChoice(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function readTheme(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

let printing = false;

/** Paper is white: canvases, which CSS does not reach, are drawn anew for it. */
function forPaper(now: boolean): void {
  printing = now;
  apply();
}

function apply(): void {
  const choice = printing ? "light" : readChoice();
  const theme = choice === "system" ? (systemDark().matches ? "dark" : "light") : choice;
  document.documentElement.dataset.theme = theme;
  changed.dispatchEvent(new Event("change"));
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === "system") localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, choice);
  apply();
}

const beforePrint = () => forPaper(true);
const afterPrint = () => forPaper(false);

function subscribe(notify: () => void): () => void {
  const media = systemDark();
  changed.addEventListener("change", notify);
  media.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  return () => {
    changed.removeEventListener("change", notify);
    media.removeEventListener("change", apply);
    window.removeEventListener("storage", apply);
    window.removeEventListener("beforeprint", beforePrint);
    window.removeEventListener("afterprint", afterPrint);
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme);
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, readChoice);
}
