/**
 * Takes README's screenshots of the status page, from a running pipeline in which a device is switched off and on:
 * `npm run docs:screenshots`, about three minutes.
 */
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { launchChromium } from "./launch-chromium.ts";

/** Wide enough for the table of devices. */
const size = { width: 1_400, height: 1_130 };
/** Length of the history in the charts, which show five minutes. */
const chartMs = 150_000;

console.log("starting a pipeline …");
await using pipeline = await startTemporaryPipeline("local", {
  publisher: { DEVICES: "3DF92-192,4HHC2-392,7KQX1-004,9ZTW5-871,2LMN8-550", SEED: "3" },
});
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1 });
  await page.goto(pipeline.addresses.publisherUrl);
  const toggle = page.locator('[data-device="7KQX1-004"] [role="switch"]');
  console.log(`running for ${chartMs / 1_000} s, to fill the charts …`);
  await delay(chartMs / 2);
  await toggle.click();
  await delay(chartMs / 2);
  await toggle.click();
  await page
    .locator('[data-device="7KQX1-004"] [data-field="effect"]')
    .filter({ hasText: "seen after" })
    .waitFor();
  // Neither focus nor pointer in the picture.
  await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
  await page.mouse.move(0, 0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // Longer than the interval between redraws of the charts.
    await delay(1_500);
    const path = fileURLToPath(new URL(`../../docs/status-page-${colorScheme}.png`, import.meta.url));
    await page.screenshot({ path });
    console.log(path);
  }
} finally {
  await browser.close();
}
