import { type Browser, chromium } from "playwright-core";

/** Launches the installed Chromium, or the one that `CHROMIUM` names. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    // Chromium's sandbox does not start as root; the only pages opened are our own.
    chromiumSandbox: process.getuid?.() !== 0,
  });
}
