import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../../api/page-fixture";
import { NewTicketDialog } from "./new-ticket-dialog";
import { someDesk } from "./ticket-fixture";

const nothing = () => undefined;

test("a desk without categories says who adds them, and shows no form that cannot be sent", async () => {
  const desk = { ...someDesk, categories: [] };
  await show(<NewTicketDialog tenant="t" desk={desk} onMade={nothing} onClose={nothing} />);
  expect(await screen.findByText(/has no categories yet/)).toBeTruthy();
  expect(screen.getByText("watchroom desk apply")).toBeTruthy();
  expect(screen.queryByLabelText("Category")).toBeNull();
});

test("a desk with categories shows the form", async () => {
  await show(<NewTicketDialog tenant="t" desk={someDesk} onMade={nothing} onClose={nothing} />);
  expect(await screen.findByLabelText(/Category/)).toBeTruthy();
  expect(screen.queryByText(/has no categories yet/)).toBeNull();
});
