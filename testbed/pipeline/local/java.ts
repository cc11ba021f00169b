import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkout, classArchives, kafkaJars } from "../../checkout.ts";

/** The Java in JAVA_HOME if that is set, otherwise the one on the PATH. */
export const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin", "java") : "java";

/** One of Kafka's programs. */
export interface KafkaProgram {
  /** Name of its archive of loaded classes. */
  readonly name: "kafka" | "connect";
  readonly mainClass: string;
  readonly memory: readonly string[];
  /** Java agent, as the value of `-javaagent`. */
  readonly agent?: string;
  /** File of host names, which takes the place of all other look-ups. */
  readonly hostsFile?: string;
}

/**
 * Heap and collector of a server. The heap begins small, to keep an idle pipeline small; the young generation is large
 * enough from the start for the garbage of readings. The serial collector suits two cores: G1, Java's default, made the
 * idle pipeline larger by 250 MiB and the start slower by half a second.
 */
export const serverMemory = ["-Xms96m", "-Xmn64m", "-Xmx512m", "-XX:+UseSerialGC"] as const;

/** Further flags of a server. Without memory it ends, and is seen to be down, instead of going on with some threads dead. */
export const serverFlags = ["-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true"] as const;

/** Environment variable with the folder to which a program writes the archive of its loaded classes at its end. */
export const recordClassesVariable = "TESTBED_RECORD_CLASSES";

/** Returns the arguments of Java that run the program. `archives`: the folder of the archives of loaded classes. */
export function javaArguments(
  { name, mainClass, memory, agent, hostsFile }: KafkaProgram,
  args: readonly string[],
  archives: string = classArchives,
): string[] {
  return [
    ...memory,
    ...archiveArguments(name, archives),
    ...agentArguments(agent),
    ...(hostsFile === undefined ? [] : [`-Djdk.net.hosts.file=${hostsFile}`]),
    ...serverFlags,
    `-Dlog4j2.configurationFile=${join(checkout, "services/kafka/log4j2.properties")}`,
    "-cp",
    classPath(kafkaJars),
    mainClass,
    ...args,
  ];
}

/** Returns the jars of a folder in a fixed order: an archive fits only the class path that it was made with, and a wildcard has the folder's order. */
export function classPath(folder: string): string {
  const jars = readdirSync(folder).filter((file) => file.endsWith(".jar"));
  return jars
    .sort()
    .map((jar) => join(folder, jar))
    .join(":");
}

/**
 * Returns the arguments for application class-data sharing (JEP 350): the archive has the classes that a program loads, as
 * they were in memory at the end of an earlier run, and halves the start time. If it is missing or does not fit (another
 * Java, another jar), Java starts without it; the arguments suppress its messages about that.
 */
function archiveArguments(name: KafkaProgram["name"], archives: string): string[] {
  const recordIn = process.env[recordClassesVariable];
  if (recordIn !== undefined) return [`-XX:ArchiveClassesAtExit=${join(recordIn, `${name}.jsa`)}`];
  const archive = join(archives, `${name}.jsa`);
  return existsSync(archive)
    ? [`-XX:SharedArchiveFile=${archive}`, "-Xshare:auto", "-Xlog:cds*=off", "-Xlog:class+path*=off"]
    : [];
}

/** Returns the arguments for an agent. Java writes no archive while an agent runs, and uses one beside it. */
function agentArguments(agent: string | undefined): string[] {
  const isRecording = process.env[recordClassesVariable] !== undefined;
  return agent === undefined || isRecording ? [] : [`-javaagent:${agent}`];
}

/**
 * Whether Java can use the whole archive. Checked once, after it has been made: at a start Java reads only its header, and
 * an archive without its end makes it crash (SIGBUS, Java 17).
 */
export async function isSoundArchive(archive: string): Promise<boolean> {
  const sharing = [`-XX:SharedArchiveFile=${archive}`, "-Xshare:on", "-XX:+VerifySharedSpaces"];
  try {
    // A crash would leave a report in the current folder.
    const quiet = ["-XX:ErrorFile=/dev/null"];
    await promisify(execFile)(java, [
      ...serverMemory,
      ...sharing,
      ...quiet,
      "-cp",
      classPath(kafkaJars),
      "-version",
    ]);
    return true;
  } catch {
    return false;
  }
}
