import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { processTable, secondsOf, treeOf } from "../../../../benchmarks/processor/process-table.ts";
import { residentMiB } from "../../../../benchmarks/processor/resident-memory.ts";
import { waitFor } from "../../../../testbed/wait-for.ts";

test("the table has the processes of this machine, with their trees, times and memory", async () => {
  const busy = "while (process.cpuUsage().user < 300_000);";
  const shell = spawn("sh", ["-c", `'${process.execPath}' -e '${busy}'; sleep 600 & wait`], {
    stdio: "ignore",
  });
  const root = shell.pid ?? 0;
  onTestFinished(() => {
    for (const pid of treeOf(processTable(), root)) process.kill(pid, "SIGKILL");
  });
  const table = await waitFor({ description: "the busy child to end", timeoutMs: 30_000 }, () => {
    const now = processTable();
    const names = treeOf(now, root).map((pid) => now.processes.get(pid)?.name);
    return names.join() === "sh,sleep" ? now : undefined;
  });
  expect(table.processes.get(root)?.endedTicks).toBeGreaterThanOrEqual(10);
  expect(secondsOf(table, treeOf(table, root))).toBeGreaterThanOrEqual(0.1);
  expect(treeOf(table, process.pid)).toContain(root);
  expect(treeOf(table, 2 ** 30)).toEqual([]);
  expect(residentMiB([process.pid])).toBeGreaterThan(20);
  expect(residentMiB([2 ** 30])).toBe(0);
});
