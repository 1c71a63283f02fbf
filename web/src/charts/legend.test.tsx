import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { Legend } from "./legend";

function Held() {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  return (
    <Legend
      labels={["a", "b", "c"]}
      colours={["#111", "#222", "#333"]}
      hidden={hidden}
      onChange={setHidden}
    />
  );
}

const pressed = () =>
  screen.getAllByRole("button").map((button) => button.getAttribute("aria-pressed") === "true");

test("a click isolates a line, a second one brings all back", () => {
  render(<Held />);
  expect(pressed()).toEqual([true, true, true]);
  fireEvent.click(screen.getByRole("button", { name: "b" }));
  expect(pressed()).toEqual([false, true, false]);
  fireEvent.click(screen.getByRole("button", { name: "a" }));
  expect(pressed()).toEqual([true, false, false]);
  fireEvent.click(screen.getByRole("button", { name: "a" }));
  expect(pressed()).toEqual([true, true, true]);
});

test("with Ctrl a line is added or dropped; never are all of them hidden", () => {
  render(<Held />);
  const click = (name: string) => fireEvent.click(screen.getByRole("button", { name }), { ctrlKey: true });
  click("a");
  expect(pressed()).toEqual([false, true, true]);
  click("b");
  click("c");
  expect(pressed()).toEqual([true, true, true]);
});
