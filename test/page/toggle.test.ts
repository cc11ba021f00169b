import { expect, test } from "../support/page/page-test.ts";
import { publisherStatus } from "../support/pipeline/publisher.ts";

const device = "3DF92-192";

test("a switch is pending until the consumer has seen the effect, and then shows the time that took", async ({
  statusPage: { page, problems },
}) => {
  const row = page.locator(`[data-device="${device}"]`);
  const toggle = row.locator('[role="switch"]');
  const effect = row.locator('[data-field="effect"]');
  for (const checked of ["false", "true"]) {
    await toggle.click();
    await effect.filter({ hasText: /^seen after \d/ }).waitFor({ timeout: 10_000 });
    // The text may be that of the switch before.
    await expect.poll(() => toggle.getAttribute("aria-checked"), { timeout: 5_000 }).toBe(checked);
  }
  expect(problems).toEqual([]);
});

test("two quick clicks are two toggles", async ({ pipeline, statusPage: { page } }) => {
  const state = async () => (await publisherStatus(pipeline)).devices.find(({ id }) => id === device);
  const toggle = page.locator(`[data-device="${device}"] [role="switch"]`);
  await toggle.click();
  await page.locator(`[data-device="${device}"] [role="switch"][aria-checked="false"]`).waitFor();
  await expect.poll(async () => (await state())?.status).toBe("Inactive");
  const before = (await state())?.made ?? 0;
  await toggle.dblclick();
  // On and off: the first reading as Active, and the final one.
  await expect.poll(async () => (await state())?.made).toBe(before + 2);
  expect((await state())?.status).toBe("Inactive");
  await toggle.click();
});

test("a switch works from the keyboard", async ({ statusPage: { page } }) => {
  const toggle = page.locator(`[data-device="${device}"] [role="switch"]`);
  const before = await toggle.getAttribute("aria-checked");
  await toggle.focus();
  await page.keyboard.press("Space");
  await page
    .locator(
      `[data-device="${device}"] [role="switch"][aria-checked="${before === "true" ? "false" : "true"}"]`,
    )
    .waitFor();
  await page.keyboard.press("Space");
  await page.locator(`[data-device="${device}"] [role="switch"][aria-checked="${before}"]`).waitFor();
});

test("a refused switch shows the reason and returns to its former status", async ({
  statusPage: { page },
}) => {
  await page.route("**/status/**", (route) =>
    route.fulfill({ status: 400, json: { message: "Invalid status" } }),
  );
  const toggle = page.locator(`[data-device="${device}"] [role="switch"]`);
  const before = await toggle.getAttribute("aria-checked");
  await toggle.click();
  await page.locator('[role="alert"]').filter({ hasText: "Invalid status" }).waitFor();
  await expect.poll(() => toggle.getAttribute("aria-checked")).toBe(before);
});
