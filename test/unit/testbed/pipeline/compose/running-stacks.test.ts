import { expect, test } from "vitest";
import { namingStacks } from "../../../../../testbed/pipeline/compose/running-stacks.ts";
import { PortsInUseError, portSettings } from "../../../../../testbed/pipeline/ports.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

const ports = portSettings.parse({});
const inUse = new PortsInUseError("port 3000 is in use");
const named = async (...containers: string[]) => {
  onlyDocker(`printf '${containers.map((line) => line.replaceAll("\t", "\\t")).join("\\n")}\\n'`);
  return (await namingStacks(inUse, ports)).message;
};

test("a stack that has the ports is named in one line, with what to do", async () => {
  expect(
    await named(
      "mqtt-kafka-testbed\t/home/u/checkout\t127.0.0.1:3000->3000/tcp",
      "mqtt-kafka-testbed\t/home/u/checkout\t127.0.0.1:18083->8083/tcp, 127.0.0.1:9404->9404/tcp",
      "\t\t0.0.0.0:8083->80/tcp",
    ),
  ).toBe(
    "The compose stack mqtt-kafka-testbed of /home/u/checkout is running and has ports 3000, 9404: " +
      "stop it (docker compose --project-name mqtt-kafka-testbed stop), or set PUBLISHER_PORT, CONNECT_METRICS_PORT to other ports.",
  );
});

test("every stack that has one of the ports is named, also one with a range or on IPv6", async () => {
  const message = await named(
    "one\t/a\t0.0.0.0:3000-3001->80-81/tcp",
    "two\t/b\t[::]:1883->1883/tcp",
    "three\t/c\t",
  );
  expect(message.split("\n")).toEqual([
    expect.stringContaining("stack one of /a is running and has ports 3000, 3001: "),
    expect.stringContaining("stack two of /b is running and has port 1883: "),
  ]);
});

test("ports that no stack has stay the given error", async () => {
  expect(await named("one\t/a\t0.0.0.0:80->80/tcp, 3000/tcp")).toBe(inUse.message);
  expect(await named("")).toBe(inUse.message);
});
