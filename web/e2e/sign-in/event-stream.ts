/** An event stream that is read as it comes. */
export class EventStream {
  private text = "";
  private over = false;

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
    this.over = true;
  }

  /** Waits until the server ends it. */
  async ends(patienceMs: number): Promise<void> {
    const begin = Date.now();
    while (!this.over) {
      if (Date.now() - begin > patienceMs) {
        this.stop.abort();
        throw new Error(`the stream still lives after ${patienceMs} ms; it said: ${this.text}`);
      }
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}
