import { z } from "zod";
import { expect, openPage, startPipelineWith, test } from "../support/page/page-test.ts";

const longestTaskMs = 100;

/** Expression for the browser: scrolls for 5 s, a step per frame, and returns the number of frames. */
const scroll = `(async () => {
  const { scrollHeight } = document.documentElement;
  const endMs = performance.now() + 5_000;
  let frames = 0;
  while (performance.now() < endMs) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames += 1;
    window.scrollTo(0, (frames * 37) % scrollHeight);
  }
  return frames;
})()`;

test("200 devices at 1,000 readings/s keep the page responsive: no task over 100 ms in 5 s of scrolling", async ({
  browser,
}) => {
  await using pipeline = await startPipelineWith(200);
  const { page, problems } = await openPage(browser, pipeline);
  await page.locator("[data-device]").nth(199).waitFor();

  await browser.startTracing(page, { categories: ["toplevel"] });
  const frames = await page.evaluate<number>(scroll);
  const tasksMs = mainThreadTasksMs(await browser.stopTracing());
  expect(Math.max(...tasksMs)).toBeLessThanOrEqual(longestTaskMs);
  // A page that does nothing has no long task either.
  expect(frames).toBeGreaterThan(50);
  expect(tasksMs.length).toBeGreaterThan(frames);

  await page.locator("#search").fill("device-20");
  await expect.poll(() => page.locator("[data-device]:visible").count()).toBe(2);
  await page.locator("#all-inactive").click();
  await page.locator("#search").fill("");
  await expect
    .poll(() => page.locator('[data-device] [role="switch"][aria-checked="false"]').count())
    .toBe(2);
  expect(problems).toEqual([]);
  await page.context().close();
});

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Processor time of the thread in µs. */
      tdur: z.number().optional(),
      args: z.object({ name: z.unknown().optional() }).optional(),
    }),
  ),
});

/**
 * Returns the processor time in ms of each task of the page's main thread, from Chromium's trace events. Not the elapsed
 * time: the browser shares its cores with the whole pipeline.
 */
function mainThreadTasksMs(trace: Buffer): number[] {
  const { traceEvents } = traceSchema.parse(JSON.parse(trace.toString()));
  const threads = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  );
  return traceEvents
    .filter(({ pid, tid }) => threads.some((thread) => thread.pid === pid && thread.tid === tid))
    .flatMap(({ name, tdur }) => (name.endsWith("RunTask") && tdur !== undefined ? [tdur / 1_000] : []));
}
