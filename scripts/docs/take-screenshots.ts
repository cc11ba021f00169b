/**
 * Takes the pictures of the status page that README shows: `npm run docs:screenshots`, about three minutes. The
 * pipeline is a real one; a device is switched off and on while it runs, so that there is something to see.
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";

/** Wide enough for the table. */
const size = { width: 1_400, height: 1_130 };
/** A part of the five minutes that the charts show. */
const chartMs = 150_000;

console.log("starting a pipeline …");
await using pipeline = await startTemporaryPipeline("local", {
  publisher: { DEVICES: "3DF92-192,4HHC2-392,7KQX1-004,9ZTW5-871,2LMN8-550", SEED: "3" },
});
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
  await page.goto(pipeline.addresses.publisherUrl);
  const toggle = page.locator('[data-device="7KQX1-004"] [role="switch"]');
  console.log(`letting it run for ${chartMs / 1_000} s, so that the charts have something to show …`);
  await delay(chartMs / 2);
  await toggle.click();
  await delay(chartMs / 2);
  await toggle.click();
  await page
    .locator('[data-device="7KQX1-004"] [data-field="effect"]')
    .filter({ hasText: "seen after" })
    .waitFor();
  // The switch keeps its effect, but neither the focus nor the pointer.
  await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
  await page.mouse.move(0, 0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // The charts are drawn anew at most once a second.
    await delay(1_500);
    const path = fileURLToPath(new URL(`../../docs/status-page-${colorScheme}.png`, import.meta.url));
    await page.screenshot({ path });
    console.log(path);
  }
} finally {
  await browser.close();
}
