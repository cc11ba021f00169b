import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePortsForAll } from "../../testbed/pipeline/ports.ts";
import { startPipelineIn } from "../../testbed/pipeline/runtime.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { StartCommand } from "../support/commands/start-command.ts";

test.each(["pause", "stop"])("npm start after the connector's %s resumes it, and says so", async (action) => {
  const folder = await mkdtemp(join(tmpdir(), "mqtt-kafka-testbed-"));
  const ports = await freePortsForAll();
  {
    await using pipeline = await startPipelineIn("local", { folder, project: "unused", ports });
    const connector = `${pipeline.addresses.connectUrl}/connectors/mqtt-source`;
    await waitFor({ description: `Connect to ${action} the connector`, timeoutMs: 30_000 }, async () => {
      const response = await fetch(`${connector}/${action}`, { method: "PUT" });
      return response.ok ? true : undefined;
    });
  }
  await using start = StartCommand.runIn(folder, ports);
  await start.waitForOutput(/The connector mqtt-source was (paused|stopped); it has been resumed/);
  await start.waitForOutput(/The pipeline runs/);
  expect(start.output).not.toContain("given up");
});
