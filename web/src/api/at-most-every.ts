export interface Paced {
  /** Wishes for one more run: at once, or as soon as the pause is over. However often, it is one run. */
  ask: () => void;
  stop: () => void;
}

/**
 * Runs `act` when asked, never twice at the same time, and not before `pauseMs` have passed since the last run ended.
 * What was asked meanwhile is not forgotten. While `resting()` says so, it waits for the next `ask`.
 */
export function atMostEvery(
  pauseMs: number,
  act: () => Promise<unknown>,
  resting: () => boolean = () => false,
): Paced {
  let wanted = false;
  let busy = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = () => {
    if (!wanted || busy || stopped || resting()) return;
    wanted = false;
    busy = true;
    const pause = () => {
      if (stopped) return;
      timer = setTimeout(() => {
        busy = false;
        run();
      }, pauseMs);
    };
    act().then(pause, pause);
  };
  return {
    ask: () => {
      wanted = true;
      run();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
