/**
 * Takes README's screenshots of a load report, from a load run with a fault: `npm run docs:load-screenshots`, about two
 * minutes. A run that is not inside the budget ends it with its exit code, and leaves the pictures as they are.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { exitCodes } from "../../testbed/cli/exit-codes.ts";
import { launchChromium } from "./launch-chromium.ts";
import { runTestbed } from "./run-testbed.ts";

/** Header and four charts. */
const size = { width: 1_300, height: 900 };

const folder = await mkdtemp(join(tmpdir(), "load-report-"));
const load = [
  "--devices",
  "200",
  "--rate",
  "1000",
  "--for",
  "60s",
  "--fault",
  "kill bridge",
  "--outage",
  "5s",
];
try {
  process.exitCode = await runTestbed("load", ...load, "--out", folder);
  if (process.exitCode === exitCodes.inside) await takePictures();
} finally {
  await rm(folder, { recursive: true });
}

async function takePictures(): Promise<void> {
  const browser = await launchChromium();
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ viewport: size, deviceScaleFactor: 1, colorScheme });
      await page.goto(pathToFileURL(join(folder, "report.html")).href);
      const path = fileURLToPath(new URL(`../../docs/load-report-${colorScheme}.png`, import.meta.url));
      await page.screenshot({ path });
      console.log(path);
    }
  } finally {
    await browser.close();
  }
}
