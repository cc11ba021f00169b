import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePortsForAll, loopback, type Ports } from "../../testbed/pipeline/ports.ts";
import { startPipelineIn } from "../../testbed/pipeline/runtime.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { StartCommand } from "../support/commands/start-command.ts";

test("npm start resumes a connector that was paused, and one that was stopped, and says so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mqtt-kafka-testbed-"));
  const ports = await freePortsForAll();
  {
    await using _pipeline = await startPipelineIn("local", { folder, ports });
    await askFor("pause", ports);
  }
  {
    await using afterPause = StartCommand.runIn(folder, ports, { keepsFolder: true });
    await untilResumed(afterPause, /The connector mqtt-source was paused; it has been resumed/);
    await askFor("stop", ports);
  }
  await using afterStop = StartCommand.runIn(folder, ports);
  await untilResumed(afterStop, /The connector mqtt-source was stopped; it has been resumed/);
});

/** Asks Connect to pause or stop the connector. */
async function askFor(action: "pause" | "stop", { CONNECT_PORT }: Ports): Promise<void> {
  const connector = `http://${loopback}:${CONNECT_PORT}/connectors/mqtt-source`;
  await waitFor({ description: `Connect to ${action} the connector`, timeoutMs: 30_000 }, async () => {
    const response = await fetch(`${connector}/${action}`, { method: "PUT" });
    return response.ok ? true : undefined;
  });
}

async function untilResumed(start: StartCommand, notice: RegExp): Promise<void> {
  await start.waitForOutput(notice);
  await start.waitForOutput(/The pipeline runs/);
  expect(start.output).not.toContain("given up");
}
