/** An event stream that is read as it comes. */
export class EventStream {
  private text = "";
  private overAt = 0;

  private constructor(
    private readonly answer: Response,
    private readonly stop: AbortController,
  ) {
    void this.read();
  }

  static async open(url: string, cookie: string): Promise<EventStream> {
    const stop = new AbortController();
    const answer = await fetch(url, {
      headers: { cookie, accept: "text/event-stream" },
      signal: stop.signal,
    });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return new EventStream(answer, stop);
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      const reader = this.answer.body?.getReader();
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
        this.text += decoder.decode(piece.value, { stream: true });
    } catch {
      // Cut off is over too.
    }
    this.overAt = Date.now();
  }

  /** Waits until the server ends it; the moment when it did, in ms since 1970. */
  async ends(patienceMs: number): Promise<number> {
    const begin = Date.now();
    while (this.overAt === 0) {
      if (Date.now() - begin > patienceMs) {
        this.stop.abort();
        throw new Error(`the stream still lives after ${patienceMs} ms; it said: ${this.text}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
    return this.overAt;
  }
}
