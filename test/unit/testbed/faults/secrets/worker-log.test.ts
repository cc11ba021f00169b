import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WorkerLog } from "../../../../../testbed/faults/secrets/worker-log.ts";

test("a worker has given up if it says so later, not before", async () => {
  const folder = await mkdtemp(join(tmpdir(), "worker-log-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const logFile = join(folder, "connect.log");
  const line = "ERROR DistributedHerder [Worker] Uncaught exception in herder work thread, exiting: \n";
  await writeFile(logFile, line);
  const log = await WorkerLog.of({ logFile });
  expect(await log.gaveUp()).toBe(false);
  await appendFile(logFile, "INFO Worker ended\n");
  expect(await log.gaveUp()).toBe(false);
  await appendFile(logFile, line);
  expect(await log.gaveUp()).toBe(true);
});
