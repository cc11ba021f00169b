import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runStep } from "./step.mjs";

/**
 * Has the JVMs keep the classes that they load, once, so that later starts take half the time. Nothing depends on it.
 * @param {string} checkout
 */
export async function recordClasses(checkout) {
  const program = "testbed/pipeline/local/record-classes.ts";
  // An installed package has no archives: they would take longer than a test that uses them a few times.
  if (!existsSync(join(checkout, program))) return;
  const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin", "java") : "java";
  await runStep(checkout, {
    title: "archive of loaded classes",
    inputs: ["services/kafka/pom.xml", "connect/pom.xml", "connect/src/main", program],
    also: spawnSync(java, ["-version"], { encoding: "utf8" }).stderr,
    output: ".testbed/cache/class-archives",
    command: ["node_modules/.bin/node", "--disable-warning=TimeoutNegativeWarning", program],
    without: "starts of Kafka and Kafka Connect take some seconds longer",
  });
}
