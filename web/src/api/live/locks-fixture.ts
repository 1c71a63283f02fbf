// The browser of the tests has no locks; its channels are real.

type Granted = () => Promise<void> | undefined;
interface Options {
  signal?: AbortSignal;
  steal?: boolean;
}
interface Asking {
  granted: Granted;
  settle: (error?: Error) => void;
}

/** As the standard has it: a queue, giving up, stealing. */
class FakeLock {
  holder: Asking | undefined;
  readonly queue: Asking[] = [];

  request({ signal, steal }: Options, granted: Granted) {
    return new Promise<void>((resolve, reject) => {
      const asking: Asking = { granted, settle: (error) => (error ? reject(error) : resolve()) };
      if (steal) {
        const robbed = this.holder;
        this.grant(asking);
        robbed?.settle(new DOMException("stolen", "AbortError"));
        return;
      }
      signal?.addEventListener("abort", () => {
        const place = this.queue.indexOf(asking);
        if (place < 0) return;
        this.queue.splice(place, 1);
        reject(new DOMException("given up", "AbortError"));
      });
      this.queue.push(asking);
      this.next();
    });
  }

  private grant(asking: Asking) {
    this.holder = asking;
    void Promise.resolve(asking.granted()).then(() => {
      if (this.holder !== asking) return;
      this.holder = undefined;
      asking.settle();
      this.next();
    });
  }

  private next() {
    if (this.holder !== undefined) return;
    const first = this.queue.shift();
    if (first !== undefined) this.grant(first);
  }
}

/** `navigator.locks`. */
export class FakeLocks {
  private readonly locks = new Map<string, FakeLock>();

  request(name: string, options: Options, granted: Granted) {
    const lock = this.locks.get(name) ?? new FakeLock();
    this.locks.set(name, lock);
    return lock.request(options, granted);
  }
}
