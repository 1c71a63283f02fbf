import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { foldNews, type News } from "./fold";

const told = vi.fn<(news: News) => void>();
let fold: ReturnType<typeof foldNews>;
let hidden = false;

const say = (type: string, data: object = {}) =>
  fold.add({ type, id: "1", data: JSON.stringify({ type, ...data }) } as Parameters<typeof fold.add>[0]);
const panels = () => told.mock.calls.map(([news]) => Object.fromEntries(news.panels));
const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, "0")}:00Z`;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
  told.mockReset();
  hidden = false;
  fold = foldNews(told);
});
afterEach(() => {
  fold.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("the first is told at once, the others together", () => {
  say("ticket_updated", { ticket_id: "a" });
  expect(told).toHaveBeenCalledTimes(1);
  say("ticket_updated", { ticket_id: "a" });
  say("ticket_updated", { ticket_id: "a" });
  say("metrics_updated");
  say("config_changed", { revision: 7 });
  expect(told).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(300);
  expect(told).toHaveBeenCalledTimes(2);
  expect(told.mock.lastCall?.[0]).toMatchObject({
    config: true,
    missed: false,
    desk: [{ type: "ticket_updated", ticketId: "a" }, { type: "metrics_updated" }],
  });
  vi.advanceTimersByTime(3_000);
  expect(told).toHaveBeenCalledTimes(2);
});

test("changes of a panel grow together in time; one that says no time may be of any", () => {
  say("panel_changed", { panel_ids: ["cpu"] });
  say("panel_changed", { panel_ids: ["cpu", "disk"], from: at(5), to: at(6) });
  say("panel_changed", { panel_ids: ["cpu"], from: at(1), to: at(2) });
  say("panel_changed", { panel_ids: ["disk"] });
  vi.advanceTimersByTime(300);
  expect(panels()).toEqual([
    { cpu: null },
    { cpu: { from: Date.parse(at(1)), to: Date.parse(at(6)) }, disk: null },
  ]);
});

test("while nobody looks nothing is told; then it is all told, once", () => {
  hidden = true;
  for (let ticket = 0; ticket < 500; ticket += 1) say("ticket_created", { ticket_id: `t${ticket}` });
  say("panel_changed", { panel_ids: ["cpu"] });
  fold.broke();
  vi.advanceTimersByTime(600_000);
  expect(told).not.toHaveBeenCalled();
  hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(told).toHaveBeenCalledTimes(1);
  expect(told.mock.lastCall?.[0]).toMatchObject({ broke: true, missed: false, desk: [{ type: "missed" }] });
  expect(panels()).toEqual([{ cpu: null }]);
});

test("who may have missed something is told that alone", () => {
  hidden = true;
  say("ticket_created", { ticket_id: "a" });
  say("resync");
  hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(told.mock.lastCall?.[0]).toMatchObject({ missed: true, config: false, desk: [] });
});

test("what cannot be read is an event without an id", () => {
  fold.add({ type: "ticket_updated", id: "1", data: "<html>" });
  expect(told.mock.lastCall?.[0].desk).toEqual([{ type: "ticket_updated", ticketId: undefined }]);
});
