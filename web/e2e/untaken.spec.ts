import { expect, list, test } from "./desk";
import { settled, violations } from "./on-screen";

const said = "The time range in the address was not taken.";

for (const { name, path, why, shown, picked } of [
  {
    name: "a dashboard's range that ends before it begins",
    path: "/t/tenant-alpha?from=now&to=-1d",
    why: "It ends (“-1d”) before it begins (“now”).",
    shown: "the last 24 hours",
    picked: "Last 24 hours",
  },
  {
    name: "a report's unreadable beginning",
    path: "/reports/cpu_usage?tenant=tenant-alpha&from=a%20while%20ago",
    why: "Its beginning, “a while ago”, is no time.",
    shown: "the last 24 hours",
    picked: "Last 24 hours",
  },
  {
    name: "a period of figures without a beginning",
    path: "/t/tenant-beta/operations?to=-1d&ward_id=3",
    why: "It ends at “-1d”, but begins nowhere.",
    shown: "tickets of all time",
    picked: "All time",
  },
]) {
  test(`${name} is not taken without a word`, async ({ signedIn }) => {
    const page = await signedIn("manager");
    await page.goto(path);
    await settled(page);
    const notice = page.getByRole("status").filter({ hasText: said });
    await expect(notice).toContainText(why);
    await expect(notice).toContainText(`You see ${shown}.`);
    await expect(page.getByRole("button", { name: `Time range: ${picked}` })).toBeVisible();
    expect(await violations(page, "main")).toEqual([]);
    await notice.getByRole("button", { name: "Take it out" }).click();
    await expect(notice).toHaveCount(0);
    await expect(page).not.toHaveURL(/[?&](from|to)=/);
    if (path.includes("ward_id")) await expect(page).toHaveURL(/ward_id=3/);
  });
}

test("filters that cannot be read are named, and the others hold", async ({ signedIn }) => {
  const page = await signedIn("manager");
  await page.goto(`${list}?status=open&status=opened&created_from=last%20week`);
  await settled(page);
  const notice = page.getByRole("status").filter({ hasText: "Not everything in the address was taken." });
  await expect(notice).toContainText("The list goes without status=opened, created_from=last week.");
  await expect(page.getByRole("button", { name: "Status Open, remove", exact: true })).toBeVisible();
  expect(await violations(page, "main")).toEqual([]);
  await notice.getByRole("button", { name: "Take it out" }).click();
  await expect(notice).toHaveCount(0);
  await expect(page).toHaveURL(/\/tickets\?status=open$/);
});
