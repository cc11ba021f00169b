import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mosquittoProgram } from "../../testbed/pipeline/local/mosquitto-program.ts";
import { freePorts, loopback } from "../../testbed/pipeline/ports.ts";

test("the start sends no SIGUSR1, which would end it, to a Mosquitto that listens but has no handler for it yet", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [port = 0] = await freePorts(1);
  // Like Mosquitto 2.0 for a moment: it opens its ports before it has handlers for signals.
  const listen = `require("node:net").createServer().listen(${port}, "${loopback}", () => console.log("listening"))`;
  const early = spawn(process.execPath, ["--disable-sigusr1", "--eval", listen], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void early.kill());
  const exit = once(early, "exit");
  await once(early.stdout, "data");
  const { signal } = new AbortController();
  const mosquitto = mosquittoProgram(port, folder, join(folder, "mosquitto.log"));
  await mosquitto.prepare?.(signal);
  expect(await mosquitto.isUsable(early.pid ?? 0, signal)).toBe(false);
  early.kill("SIGTERM");
  expect(await exit).toEqual([null, "SIGTERM"]);
});
