import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { partNames } from "../../services/shared/topology.ts";
import { requireFree } from "../../testbed/pipeline/ports.ts";
import { living, StartCommand } from "../support/commands/start-command.ts";
import { foreignReading } from "../support/pipeline/foreign-publisher.ts";
import { expectInert, expectSafeOnTerminal, hostileTexts } from "../support/text/hostile-texts.ts";

test("npm start shows readings as they arrive, obeys no id of others, and Ctrl-C leaves no process and no port behind", async () => {
  await using start = await StartCommand.run();
  await start.waitForOutput(/3DF92-192 +Active .* partition \d offset \d/);
  expect(start.output).toContain(`http://127.0.0.1:${start.ports.PUBLISHER_PORT}`);
  const { processes } = start;
  expect(Object.keys(processes).sort()).toEqual([...partNames].sort());
  expect(living(Object.values(processes))).toHaveLength(partNames.length);

  await publishAll(start, hostileTexts);
  for (const x of hostileTexts.keys()) await start.waitForOutput(new RegExp(`Active +${1000 + x}, 0 `));
  const [, shown = ""] = start.output.split("The pipeline runs:");
  expectInert(shown);
  expect(shown).not.toMatch(/^Stopped/m);
  expect(shown).toContain("\\u001b[2J");
  await expectSafeAnswers(start);

  start.interrupt();
  expect(await start.exitCode).toBe(0);
  expect(living(Object.values(processes))).toEqual([]);
  await requireFree(start.ports);
});

/** Expects that what a user reads with curl has all that others sent, safe on a terminal. */
async function expectSafeAnswers({ ports }: StartCommand): Promise<void> {
  const textOf = async (path: string) =>
    (await fetch(`http://127.0.0.1:${ports.CONSUMER_PORT}${path}`)).text();
  const status = await textOf("/status");
  expectSafeOnTerminal(status);
  const { devices } = JSON.parse(status) as { readonly devices: readonly { readonly id: string }[] };
  expect(devices.map(({ id }) => id)).toEqual(expect.arrayContaining([...hostileTexts]));
  const metrics = await textOf("/metrics");
  expectSafeOnTerminal(metrics);
  expect(metrics).toContain('consumer_readings_total{device="x\\\\u009bx"} 1');
}

/** Publishes a reading of each of these devices, whose x is its index from 1000 on. */
async function publishAll({ ports }: StartCommand, devices: readonly string[]): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${ports.MQTT_PORT}`, { reconnectPeriod: 0 });
  try {
    const readings = devices.map((device, index) => foreignReading(device, 1000 + index));
    await Promise.all(readings.map((reading) => client.publishAsync("coffee", reading, { qos: 1 })));
  } finally {
    await client.endAsync();
  }
}
