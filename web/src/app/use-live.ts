import { useEffect, useState } from "react";

type Live = typeof import("./live");

const tryAgainMs = 30_000;

/** What follows the tenant's events; it comes after the page, since nothing on screen waits for it. */
export function useLive(): Live | undefined {
  const [live, setLive] = useState<Live>();
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () =>
      import("./live").then(
        (module) => over || setLive(module),
        () => {
          if (!over) timer = setTimeout(load, tryAgainMs);
        },
      );
    void load();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, []);
  return live;
}
