import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mosquittoProgram } from "../../testbed/pipeline/local/mosquitto-program.ts";
import { freePorts } from "../../testbed/pipeline/ports.ts";
import { ProcessPart } from "../../testbed/pipeline/processes/process-part.ts";

test("Mosquitto that cannot save to its data folder does not count as started", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mqtt-kafka-testbed-"));
  // Root may write everywhere, but no user can write a file with the name of a folder.
  await mkdir(join(folder, "mosquitto.db.new", "in-the-way"), { recursive: true });
  const [port = 0] = await freePorts(1);
  const program = { ...mosquittoProgram(port, folder, join(folder, "mosquitto.log")), startTimeoutMs: 3_000 };
  const part = new ProcessPart(program, { signal: new AbortController().signal });
  try {
    await expect(part.start()).rejects.toThrow(
      /mosquitto is not usable: .* is not proven writable(.|\n)*Error: Is a directory/,
    );
  } finally {
    await part.stop();
    await rm(folder, { recursive: true });
  }
});
