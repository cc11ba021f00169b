import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { plantedLoadReport } from "../support/page/planted-load-report.ts";

const exported = [
  "ConnectorError",
  "ConnectorFailed",
  "KafkaConnectContainer",
  "StartedKafkaConnectContainer",
  "TimeoutError",
  "WaitedInVain",
];

test("the packed package exports KafkaConnectContainer as JavaScript with types, and makes load reports", {
  timeout: 180_000,
}, () => {
  // Inside the checkout, so that the package finds its dependencies without an installation.
  mkdirSync(join(checkout, "test-results"), { recursive: true });
  const project = mkdtempSync(join(checkout, "test-results", "package-"));
  try {
    const installed = join(project, "node_modules", "mqtt-kafka-testbed");
    mkdirSync(installed, { recursive: true });
    const run = (command: string, ...args: readonly string[]) =>
      execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    const [packed] = JSON.parse(
      run("npm", "pack", "--json", "--silent", "--pack-destination", project, checkout),
    );
    run("tar", "-xzf", packed.filename, "--strip-components=1", "-C", installed);

    const list =
      'import("mqtt-kafka-testbed/containers").then((it) => console.log(JSON.stringify(Object.keys(it))))';
    expect(JSON.parse(run("node", "-e", list))).toEqual(exported);

    // The files of the page are read at run time, and copied by hand.
    const loadHtml = pathToFileURL(join(installed, "dist/testbed/report/load/load-html.js")).href;
    writeFileSync(join(project, "report.json"), JSON.stringify(plantedLoadReport()));
    const show = `import("${loadHtml}").then((it) => console.log(it.loadHtml(require("./report.json"))))`;
    expect(run("node", "-e", show)).toContain("<title>Load run</title>");

    writeFileSync(
      join(project, "user.mts"),
      `import { type ConnectorStatus, KafkaConnectContainer } from "mqtt-kafka-testbed/containers";
      await using connect = await new KafkaConnectContainer("apache/kafka:4.3.1").withKafka("kafka:9092").start();
      export const status: ConnectorStatus | undefined = await connect.connectorStatus("name");`,
    );
    const options = [
      "--ignoreConfig",
      "--strict",
      "--noEmit",
      "--skipLibCheck",
      "--target",
      "esnext",
      "--module",
      "nodenext",
    ];
    run("tsc", ...options, "--types", "node", "user.mts");
  } finally {
    rmSync(project, { recursive: true });
  }
});
