import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { drillReport } from "../../testbed/report/drill/drill-report.ts";
import { living } from "../support/commands/start-command.ts";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { linkInterfacesAreMissing } from "../support/links/link-interfaces-are-missing.ts";

const isImpossible = linkInterfacesAreMissing();

/** Names of the network interfaces of links on this machine, also of other runs. */
const interfaces = () => readdirSync("/sys/class/net").filter((name) => name.startsWith("mktb-"));

const drill = ["drill", "hang", "bridge-kafka", "--hang-by", "packets", "--rate", "200"] as const;

test.skipIf(isImpossible)(
  "while packets to Kafka are dropped our pipeline loses nothing, and goes on over the same connections",
  async () => {
    const others = interfaces();
    await using run = new TestbedCommand(...drill, "--for", "4s", "--outage", "2s");
    await run.waitForOutput("❯ Fault");
    const own = interfaces().filter((name) => !others.includes(name));
    expect(own).not.toEqual([]);
    expect([await run.exitCode, run.output]).toEqual([0, expect.stringContaining("by packets")]);
    const report = drillReport.parse(run.report("report.json"));
    expect(report.drill.hangBy).toBe("packets");
    expect(report.counts.lost).toBe(0);
    expect(report.fault?.effect).toMatch(
      /^open connections: [1-9]\d*, made meanwhile: 0; dropped packets: [1-9]\d*$/,
    );
    await expect.poll(() => interfaces().filter((name) => own.includes(name))).toEqual([]);
  },
);

test.skipIf(isImpossible)(
  "after a kill -9 of a drill that drops packets neither a process nor a network interface is left",
  async () => {
    const others = interfaces();
    await using run = new TestbedCommand(...drill, "--for", "1s", "--outage", "60s");
    await run.waitForOutput("❯ Fault");
    const pids = Object.values(run.processes);
    const own = interfaces().filter((name) => !others.includes(name));
    expect([own, living(pids)]).toEqual([expect.arrayContaining([expect.any(String)]), pids]);
    run.killTester();
    const left = () => [living(pids), interfaces().filter((name) => own.includes(name)), run.leftOvers];
    await expect.poll(left, { timeout: 20_000 }).toEqual([[], [], []]);
  },
);
