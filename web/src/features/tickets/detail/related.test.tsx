import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../../../api/page-fixture";
import { someDetail } from "../ticket-fixture";
import { Related } from "./related";

const two = ["WR-1", "WR-2"].map((number) => ({
  id: number,
  tracking_number: number,
  status: "open" as const,
}));

test("duplicates that are not all shown are counted, and the list has them", async () => {
  await show(
    <Related tenant="t" ticket={someDetail({ id: "t1", duplicates: two, duplicates_total: 812 })} />,
  );
  expect(screen.getByText("Duplicates (812)")).toBeTruthy();
  expect(screen.getByText("The oldest 2 of 812 are shown; the list has them all.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Show as a list" }).getAttribute("href")).toContain("parent_id=t1");
});

test("where all are shown nothing is said of others", async () => {
  await show(<Related tenant="t" ticket={someDetail({ duplicates: two, duplicates_total: 2 })} />);
  expect(screen.getByText("Duplicates (2)")).toBeTruthy();
  expect(screen.queryByText(/The oldest/)).toBeNull();
});

test("where there are none there is no such part", async () => {
  await show(<Related tenant="t" ticket={someDetail()} />);
  expect(screen.queryByText(/Duplicates/)).toBeNull();
});
