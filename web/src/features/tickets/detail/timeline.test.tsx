import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { serve, show } from "../../../api/page-fixture";
import { someDesk } from "../ticket-fixture";
import { Timeline } from "./timeline";

const line = { at: "2026-03-01T10:00:00Z", actor: { id: "n", name: "Naledi Khumalo" } };

test("fields that changed at once stand together, with their reason once", async () => {
  serve(() => ({
    changes: [
      { ...line, id: "2", field: "status", old: "open", new: "waiting", reason: "Parts on order" },
      { ...line, id: "1", field: "severity", old: "low", new: "high", reason: "Parts on order" },
    ],
  }));
  await show(<Timeline tenant="t" desk={someDesk} id="a" version={1} />);
  const reason = await screen.findByText("Parts on order");
  expect(reason.textContent).toBe("Reason: Parts on order");
  expect(screen.getAllByText("Naledi Khumalo", { exact: false })).toHaveLength(1);
});

test("a ticket that nobody changed says so", async () => {
  serve(() => ({ changes: [] }));
  await show(<Timeline tenant="t" desk={someDesk} id="a" version={1} />);
  expect(await screen.findByText("Nothing was changed since it came in.")).toBeTruthy();
});
