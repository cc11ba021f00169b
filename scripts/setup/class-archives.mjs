import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { runStep } from "./step.mjs";

/**
 * Records archives of the classes that the JVMs load, which halves the time of later starts. Optional.
 * @param {string} checkout
 */
export async function recordClasses(checkout) {
  const program = "testbed/setup/record-classes.ts";
  // An installed package has no archives: recording takes longer than they save in a few test runs.
  if (!existsSync(join(checkout, program))) return;
  const { nodeFlags } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")).config;
  await runStep(checkout, {
    title: "archive of loaded classes",
    inputs: [
      ...["services/kafka/pom.xml", "connect/pom.xml", "connect/src/main"],
      ...[program, "testbed/pipeline/local/java.ts"],
    ],
    also: [javaVersion(), ...jars(join(checkout, ".testbed/cache/kafka-jars"))].join("\n"),
    output: ".testbed/cache/class-archives",
    command: ["node_modules/.bin/node", nodeFlags, program],
    without: "starts of Kafka and Kafka Connect take some seconds longer",
  });
}

/** Returns Java's version text. `--version` prints it to standard output, without the note on JAVA_TOOL_OPTIONS. */
function javaVersion() {
  const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin", "java") : "java";
  return spawnSync(java, ["--version"], { encoding: "utf8" }).stdout ?? "no Java";
}

/**
 * Returns paths, sizes and times of the jars. Java compares them before it uses an archive: a moved checkout or copied jars
 * need a new one.
 * @param {string} folder
 */
function jars(folder) {
  return readdirSync(folder).map((name) => {
    const { size, mtimeMs } = statSync(join(folder, name));
    return `${join(folder, name)} ${size} ${mtimeMs}`;
  });
}
