import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certificatesIn } from "../../testbed/certificates/folder/file-names.ts";
import { drillPipeline } from "../../testbed/drill/drill.ts";
import { addressesAt } from "../../testbed/pipeline/addresses.ts";
import { processIds } from "../../testbed/pipeline/processes/proc.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { drillMarkdown } from "../../testbed/report/drill/drill-markdown.ts";
import { drillSummary } from "../../testbed/report/drill/drill-summary.ts";
import { shortDrillOptions } from "../support/commands/short-drill.ts";
import { StartCommand } from "../support/commands/start-command.ts";
import { pipelineSecrets, secretsIn } from "../support/doors/pipeline-secrets.ts";

/** Answers of Connect that have configurations. */
const connectPaths = [
  "/",
  "/connectors?expand=info&expand=status",
  "/connectors/mqtt-source",
  "/connectors/mqtt-source/config",
  "/connectors/mqtt-source/tasks",
  "/connectors/mqtt-source/status",
];

test("a secure pipeline shows no key, password or token on the terminal, in logs, in answers, or to other users of the machine", async () => {
  await using start = await StartCommand.run({}, ["--secure"]);
  await start.waitForOutput(/3DF92-192 +Active .* partition \d offset \d/);
  const certificates = certificatesIn(start.folder);
  const secrets = pipelineSecrets(certificates);
  expect(secrets.size).toBeGreaterThan(15);
  expect(secretsIn(readFileSync(join(certificates, "publisher.token"), "utf8"), secrets)).toEqual([
    "publisher.token",
  ]);

  const shown = new Map([["the terminal", start.output]]);
  const logs = join(start.folder, "logs");
  for (const name of readdirSync(logs)) shown.set(name, readFileSync(join(logs, name), "utf8"));
  for (const pid of processIds()) shown.set(`arguments of ${pid}`, argumentsOf(pid));
  const { connect, connectMetrics, publisher, consumer } = addressesAt(start.ports, certificates);
  const asked = [
    ...connectPaths.map((path) => [connect, path] as const),
    ...connectMetrics.map((worker) => [worker, ""] as const),
    ...[publisher, consumer].flatMap((service) =>
      ["/", "/status", "/metrics", "/readyz"].map((path) => [service, path] as const),
    ),
  ];
  for (const [client, path] of asked) shown.set(`${client}${path}`, await (await client.fetch(path)).text());

  expect(shown.get(`${connect}/connectors/mqtt-source/config`)).toContain("mqtt.tls.key");
  const found = [...shown].map(([where, text]) => [where, secretsIn(text, secrets)] as const);
  expect(found.filter(([, names]) => names.length > 0)).toEqual([]);
});

test("the report of a drill in the secure form has no key, password or token, and says how its tap reads", async () => {
  const options = shortDrillOptions({ fault: { kind: "none" }, secure: true });
  await using pipeline = await startTemporaryPipeline("local", drillPipeline(options));
  const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(120_000) };
  const { report } = await carryOutOn(drillKind, pipeline, options, hooks);
  const text = `${JSON.stringify(report)}\n${drillMarkdown(report)}\n${drillSummary(report)}`;
  expect(secretsIn(text, pipelineSecrets(pipeline.certificates?.folder ?? ""))).toEqual([]);
  expect(text).toContain("The proxy ended TLS on mqtt-bridge");
  expect(report.outside).toEqual([]);
  expect(report.evidence.gaps).not.toHaveProperty("mqtt-bridge.0");
});

/** Returns the arguments of a process, which every user of the machine can read; none if it has ended. */
function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
