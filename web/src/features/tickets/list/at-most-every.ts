export interface Paced {
  ask: () => void;
  stop: () => void;
}

/**
 * However often it is asked for, it is done at most once in `pauseMs`: the first time at once, and once more after
 * the pause where it was asked for meanwhile.
 */
export function atMostEvery(pauseMs: number, act: () => void): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = () => {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, pauseMs);
    act();
  };
  return {
    ask: () => {
      if (timer === undefined) run();
      else again = true;
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}
