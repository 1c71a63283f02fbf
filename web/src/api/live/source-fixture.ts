/** An EventSource that says what the test tells it to. */
export class FakeSource extends EventTarget {
  static made: FakeSource[] = [];
  static latest(): FakeSource {
    const source = FakeSource.made.at(-1);
    if (source === undefined) throw new Error("no connection was opened");
    return source;
  }
  static open(): FakeSource[] {
    return FakeSource.made.filter(({ readyState, CLOSED }) => readyState !== CLOSED);
  }

  readonly CLOSED = 2;
  readyState = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.made.push(this);
  }

  close() {
    this.readyState = this.CLOSED;
  }

  say(type: string, lastEventId = "", data: object = {}) {
    this.readyState = 1;
    this.dispatchEvent(new MessageEvent(type, { lastEventId, data: JSON.stringify(data) }));
  }

  fail(forGood: boolean) {
    this.readyState = forGood ? this.CLOSED : 0;
    this.dispatchEvent(new Event("error"));
  }
}
