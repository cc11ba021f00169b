import { expect, test } from "../support/page/page-test.ts";

/** Time in which the page shows a failure. */
const noticedMs = 3_000;
/** Time in which a part recovers. */
const backMs = 20_000;

test("a broker that stops is shown within 3 s, and so is its return", async ({ pipeline, statusPage }) => {
  const { page } = statusPage;
  await statusPage.untilPart("mqtt", "up", backMs);
  await pipeline.part("mqtt").stop();
  await statusPage.untilPart("mqtt", "down", noticedMs);
  expect(await page.locator("#summary").textContent()).toMatch(/Mosquitto/);
  await pipeline.part("mqtt").start();
  await statusPage.untilPart("mqtt", "up", noticedMs);
  await page.locator("#summary").filter({ hasText: "Everything flows" }).waitFor({ timeout: backMs });
  expect(statusPage.problems).toEqual([]);
});

test("a consumer that was killed is unknown, never up, and up again after its restart", async ({
  pipeline,
  statusPage,
}) => {
  await statusPage.untilPart("consumer", "up", backMs);
  await pipeline.part("consumer").kill();
  await statusPage.untilPart("consumer", "unknown", noticedMs);
  expect(await statusPage.stateOf("kafka")).toBe("unknown");
  expect(await statusPage.page.locator("#summary").textContent()).toMatch(/consumer/);
  await pipeline.part("consumer").start();
  await statusPage.untilPart("consumer", "up", backMs);
  await statusPage.untilPart("kafka", "up", backMs);
});

test("a consumer that is frozen is unknown", async ({ pipeline, statusPage }) => {
  await statusPage.untilPart("consumer", "up", backMs);
  await pipeline.part("consumer").pause();
  await statusPage.untilPart("consumer", "unknown", 2 * noticedMs);
  await pipeline.part("consumer").resume();
  await statusPage.untilPart("consumer", "up", backMs);
});

test("a Kafka Connect that was killed is unknown", async ({ pipeline, statusPage }) => {
  await statusPage.untilPart("bridge", "up", backMs);
  await pipeline.part("bridge").kill();
  await statusPage.untilPart("bridge", "unknown", 2 * noticedMs);
  await pipeline.part("bridge").start();
  await statusPage.untilPart("bridge", "up", backMs);
});

test("a task that reports RUNNING while Kafka is frozen is marked as not flowing, and Kafka as down", async ({
  pipeline,
  statusPage,
}) => {
  await statusPage.untilPart("bridge", "up", backMs);
  await statusPage.untilPart("kafka", "up", backMs);
  await pipeline.part("kafka").pause();
  await statusPage.untilPart("bridge", "not flowing", 2 * noticedMs);
  await statusPage.untilPart("kafka", "down", 2 * noticedMs);
  await pipeline.part("kafka").resume();
  await statusPage.untilPart("kafka", "up", backMs);
  await statusPage.untilPart("bridge", "up", backMs);
});

test("without the publisher the page is not live, and it is live again without a reload", async ({
  pipeline,
  statusPage,
}) => {
  const { page } = statusPage;
  await page.evaluate(`document.body.setAttribute("data-loaded-once", "")`);
  await pipeline.part("publisher").kill();
  await page.locator('[data-live="false"]').waitFor({ timeout: 2 * noticedMs });
  expect(await statusPage.stateOf("consumer")).toBe("unknown");
  await pipeline.part("publisher").start();
  await page.locator('[data-live="true"]').waitFor({ timeout: backMs });
  await statusPage.untilPart("consumer", "up", backMs);
  expect(await page.locator("body[data-loaded-once]").count()).toBe(1);
});

test("a task that reports RUNNING without a connection to the broker is marked, and named in the summary", async ({
  pipeline,
  statusPage,
}) => {
  const { page } = statusPage;
  await statusPage.untilPart("bridge", "up", backMs);
  const since = page.locator("[data-field=connectedSince]");
  expect(await since.textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
  await pipeline.link("mqtt-bridge").set({ state: "cut" });
  await statusPage.untilPart("bridge", "not flowing", noticedMs);
  await since.filter({ hasText: "not connected" }).waitFor({ timeout: noticedMs });
  const part = page.locator('[data-part="bridge"]');
  expect(await part.textContent()).toContain("task 0 RUNNING, not connected");
  expect(await page.locator("#summary").textContent()).toBe(
    "Connect says it is up, but it is not connected to Mosquitto.",
  );
  await pipeline.link("mqtt-bridge").set({ state: "up" });
  await statusPage.untilPart("bridge", "up", backMs);
});
