import { account } from "./demo";
import { expect, list, opened, rowOf, test, totalShown } from "./desk";
import { settled, violations } from "./on-screen";
import { enter } from "./people";

test("a manager filters, assigns and resolves", async ({ signedIn, newTicket, desk }) => {
  const ticket = await newTicket({ severity: "critical" });
  const page = await signedIn("manager");
  await page.goto(list);
  await settled(page);
  const all = await totalShown(page);
  await page.getByLabel("Severity", { exact: true }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "Critical" }).check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/severity=critical/);
  await settled(page);
  const critical = await totalShown(page);
  expect(critical).toBeLessThan(all);
  // The total is the API's own.
  const answer = await desk.get("/api/v1/tickets?severity=critical&page_size=1");
  const { total } = (await answer.json()) as { total: number };
  expect(Math.abs(total - critical)).toBeLessThanOrEqual(2);

  await page.getByRole("searchbox", { name: "Search tickets" }).fill(ticket.description);
  await expect(page).toHaveURL(/search=/);
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await rowOf(page, ticket).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/tickets/${ticket.id}\\?(?=.*severity=critical)(?=.*search=)`));
  const panel = opened(page, ticket);
  await panel.getByRole("button", { name: "Assign" }).click();
  const assigning = page.getByRole("dialog", { name: "Assign the ticket" });
  await assigning.getByLabel("Team").selectOption({ index: 1 });
  const team = await assigning.getByLabel("Team").locator("option:checked").textContent();
  await assigning.getByRole("button", { name: "Assign" }).click();
  await expect(assigning).toHaveCount(0);
  await expect(
    panel
      .getByRole("definition")
      .filter({ hasText: team ?? "" })
      .first(),
  ).toBeVisible();
  await expect(rowOf(page, ticket)).toContainText(team ?? "");

  await panel.getByRole("button", { name: "Resolve" }).click();
  const resolving = page.getByRole("dialog", { name: "Set to “Resolved”" });
  await resolving.getByLabel("Note").fill("Fixed by the test");
  await resolving.getByRole("button", { name: "Resolve" }).click();
  await expect(resolving).toHaveCount(0);
  await expect(panel.getByText("Fixed by the test")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Reopen" })).toBeVisible();
  await expect(rowOf(page, ticket)).toContainText("Resolved");
  await expect(panel.getByRole("region", { name: "History" })).toContainText("Resolved");
  expect(await violations(page)).toEqual([]);

  // Back is the list as it was; the filter is taken away by its own button.
  await panel.getByRole("button", { name: "Close the ticket" }).click();
  await expect(page).toHaveURL(new RegExp(`${list}\\?(?=.*severity=critical)(?=.*search=)`));
  await page.getByRole("button", { name: "Severity Critical, remove", exact: true }).click();
  await expect(page).not.toHaveURL(/severity=/);
  await page.getByRole("button", { name: "Clear all" }).click();
  await settled(page);
  await expect(page).toHaveURL(new RegExp(`${list}$`));
});

test("several are changed at once, with a result for each", async ({ signedIn, newTicket }) => {
  const mark = `Bulk ${Date.now().toString(36)}`;
  const tickets = [];
  for (const part of ["one", "two", "three"])
    tickets.push(await newTicket({ description: `${mark} ${part}` }));
  const page = await signedIn("manager");
  await page.goto(`${list}?search=${encodeURIComponent(mark)}`);
  await expect(page.locator("[data-row]")).toHaveCount(3);
  const boxes = page.getByRole("checkbox", { name: /^Select WR-/ });
  await boxes.first().click();
  await boxes.last().click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Chosen tickets" });
  await expect(bar).toContainText("3 chosen");
  await bar.getByRole("button", { name: "Change status" }).click();
  const dialog = page.getByRole("dialog", { name: "Change the status of 3 tickets" });
  await dialog.getByLabel("New status").selectOption({ label: "In progress" });
  expect(await violations(page, "dialog")).toEqual([]);
  await dialog.getByRole("button", { name: "Change 3 tickets" }).click();
  await expect(page.getByText("3 tickets are changed")).toBeVisible();
  for (const ticket of tickets) await expect(rowOf(page, ticket)).toContainText("In progress");
  await expect(bar).toHaveCount(0);
});

test("a councillor sees the own ward, no way to assign, and the reason", async ({
  signedIn,
  newTicket,
  watch,
}) => {
  watch.expectStatus(404);
  const [ours, theirs] = [await newTicket({ ward_id: "3" }), await newTicket({ ward_id: "5" })];
  const page = await signedIn("councillor");
  await page.goto(`${list}/${ours.id}`);
  const panel = opened(page, ours);
  await expect(panel.getByRole("heading", { name: ours.description })).toBeVisible();
  for (const name of ["Assign", "Resolve", "Escalate", "Status", "More actions"])
    await expect(panel.getByRole("button", { name, exact: true })).toHaveCount(0);
  await expect(panel.getByText(/councillor/i)).toBeVisible();
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Ward", exact: true })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  // The ticket of another ward is not there, by whatever address.
  await page.goto(`${list}/${theirs.id}`);
  await expect(page.getByRole("alert")).toContainText("is not here");
  await expect(page).toHaveURL(new RegExp(`${list}$`));
  await expect(rowOf(page, theirs)).toHaveCount(0);
});

test("what is marked as sensitive leaves every screen but the liaison’s", async ({
  signedIn,
  newTicket,
  elsewhere,
  watch,
}) => {
  watch.expectStatus(404);
  const ticket = await newTicket({ ward_id: "3" });
  const councillor = await elsewhere();
  await enter(councillor.context(), account("councillor"));
  await councillor.goto(`${list}/${ticket.id}`);
  await expect(opened(councillor, ticket)).toBeVisible();

  const page = await signedIn("manager");
  await page.goto(`${list}/${ticket.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Mark as sensitive" }).click();
  const dialog = page.getByRole("dialog", { name: "Mark as sensitive?" });
  await expect(dialog).toContainText("It disappears from your screen; the police liaison alone sees it");
  await dialog.getByRole("button", { name: "Mark as sensitive" }).click();
  await expect(page.getByRole("alert")).toContainText(ticket.tracking_number);
  await expect(rowOf(page, ticket)).toHaveCount(0);
  await expect(councillor.getByRole("alert")).toContainText("is not here");
  await expect(rowOf(councillor, ticket)).toHaveCount(0);
  await expect(councillor.getByText(ticket.description)).toHaveCount(0);

  const liaison = await elsewhere();
  await enter(liaison.context(), account("liaison"));
  await liaison.goto(`${list}?search=${encodeURIComponent(ticket.description)}`);
  await expect(rowOf(liaison, ticket)).toContainText("Sensitive");
  await liaison.goto(list);
  await settled(liaison);
  // All of theirs are sensitive, and none else is theirs.
  const rows = liaison.locator("[data-row]");
  await expect(rows.filter({ hasText: "Sensitive" })).toHaveCount(await rows.count());
});

test("a change by one shows on the other’s screen within 2 s", async ({ signedIn, newTicket, elsewhere }) => {
  const ticket = await newTicket({ ward_id: "3" });
  const other = await elsewhere();
  await enter(other.context(), account("councillor"));
  await other.goto(`${list}?search=${encodeURIComponent(ticket.description)}`);
  await expect(rowOf(other, ticket)).toContainText("Open");

  const page = await signedIn("manager");
  await page.goto(`${list}/${ticket.id}`);
  await page.getByRole("button", { name: "Escalate" }).click();
  await page
    .getByRole("dialog", { name: "Set to “Escalated”" })
    .getByRole("button", { name: "Change status" })
    .click();
  await expect(opened(page, ticket).getByText("Escalated").first()).toBeVisible();
  await expect(rowOf(other, ticket)).toContainText("Escalated", { timeout: 2_000 });
});

test("where somebody was faster, both wishes are merged and nothing typed is lost", async ({
  signedIn,
  newTicket,
  desk,
  watch,
}) => {
  watch.expectStatus(409);
  const ticket = await newTicket();
  const page = await signedIn("manager");
  await page.goto(`${list}/${ticket.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Edit fields" }).click();
  const editing = page.getByRole("dialog", { name: "Edit the ticket" });
  await editing.getByLabel("Severity").selectOption({ label: "Low" });
  await editing.getByLabel("Address").fill("14 Main Road");
  const faster = await desk.patch(`/api/v1/tickets/${ticket.id}`, {
    data: { severity: "critical", version: ticket.version },
  });
  expect(faster.ok()).toBe(true);
  await editing.getByRole("button", { name: "Save" }).click();
  const merging = page.getByRole("dialog", { name: "Somebody was faster" });
  await expect(merging).toContainText("changed severity");
  expect(await violations(page, "dialog:last-of-type")).toEqual([]);
  await merging.getByRole("radio", { name: "Theirs Critical" }).check();
  await merging.getByRole("button", { name: "Save on top of theirs" }).click();
  await expect(merging).toHaveCount(0);
  const panel = opened(page, ticket);
  await expect(panel.getByRole("definition").filter({ hasText: "14 Main Road" })).toBeVisible();
  await expect(panel.getByText("Critical").first()).toBeVisible();
});
