import { type DeviceOptions } from "../run-options.ts";

/** Returns the ids of the devices of a load. */
export function deviceIds({ devices }: Pick<DeviceOptions, "devices">): string[] {
  return Array.from({ length: devices }, (_, index) => `drill-${index + 1}`);
}

/** Returns the publisher's settings for these devices. Intervals vary by a factor of two, like the publisher's defaults. */
export function deviceVariables(options: DeviceOptions): Record<string, string> {
  const meanMs = (options.devices / options.ratePerSecond) * 1_000;
  const shortestMs = Math.max(1, Math.round((meanMs * 2) / 3));
  return {
    DEVICES: deviceIds(options).join(),
    MIN_INTERVAL_MS: String(shortestMs),
    // Keeps the mean of both limits at `meanMs`, up to rounding to whole milliseconds.
    MAX_INTERVAL_MS: String(Math.max(shortestMs, Math.round(meanMs * 2) - shortestMs)),
    SEED: String(options.seed),
  };
}
