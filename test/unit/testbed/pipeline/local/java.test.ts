import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  classPath,
  isSoundArchive,
  javaArguments,
  recordClassesVariable,
} from "../../../../../testbed/pipeline/local/java.ts";

const program = { name: "kafka", mainClass: "kafka.Kafka", memory: ["-Xmx1m"] } as const;

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "java-arguments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("the class path has all jars and nothing else, in alphabetical order", () => {
  const folder = emptyFolder();
  for (const file of ["b.jar", "readme.txt", "a.jar", "c.jar"]) writeFileSync(join(folder, file), "");
  expect(classPath(folder)).toBe(["a.jar", "b.jar", "c.jar"].map((jar) => join(folder, jar)).join(":"));
});

test("Java gets an archive of loaded classes only if there is one of this program", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "connect.jsa"), "");
  const without = javaArguments(program, ["server.properties"], folder);
  expect(without.filter((argument) => /Share|Xlog|Archive/.test(argument))).toEqual([]);
  expect(without.at(0)).toBe("-Xmx1m");
  expect(without.slice(-2)).toEqual(["kafka.Kafka", "server.properties"]);

  const archive = join(folder, "kafka.jsa");
  writeFileSync(archive, "");
  const withArchive = javaArguments(program, ["server.properties"], folder);
  expect(withArchive).toContain(`-XX:SharedArchiveFile=${archive}`);
  // An archive that does not fit is ignored, without a message.
  expect(withArchive).toEqual(
    expect.arrayContaining(["-Xshare:auto", "-Xlog:cds*=off", "-Xlog:class+path*=off"]),
  );
});

test("while set-up makes an archive, Java writes one and uses none", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "kafka.jsa"), "");
  vi.stubEnv(recordClassesVariable, "/recorded");
  onTestFinished(() => void vi.unstubAllEnvs());
  const recording = javaArguments(program, [], folder);
  expect(recording).toContain("-XX:ArchiveClassesAtExit=/recorded/kafka.jsa");
  expect(recording.filter((argument) => argument.includes("SharedArchiveFile"))).toEqual([]);
});

test("an agent runs beside an archive, and not while one is made: Java would write none", () => {
  const folder = emptyFolder();
  const withAgent = { ...program, agent: "agent.jar=1:rules.yml" };
  expect(javaArguments(withAgent, [], folder)).toContain("-javaagent:agent.jar=1:rules.yml");
  expect(javaArguments(program, [], folder).join(" ")).not.toContain("-javaagent");
  vi.stubEnv(recordClassesVariable, "/recorded");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(javaArguments(withAgent, [], folder).join(" ")).not.toContain("-javaagent");
});

test("a file that is no archive is not taken for one", async () => {
  const archive = join(emptyFolder(), "kafka.jsa");
  writeFileSync(archive, "half");
  expect(await isSoundArchive(archive)).toBe(false);
});
