import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkout, classArchives, kafkaJars } from "../../checkout.ts";

/** The Java that JAVA_HOME names, otherwise the one on the PATH. */
export const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin", "java") : "java";

/** One of Kafka's programs. */
export interface KafkaProgram {
  /** Of its archive of loaded classes. */
  readonly name: "kafka" | "connect" | "storage";
  readonly mainClass: string;
  readonly memory: readonly string[];
}

/**
 * A server's heap. It begins small, for an idle pipeline is not to take more than it needs, with a young generation that is
 * large enough from the start for what a reading leaves behind. One collector thread: two cores have other things to do
 * (G1, which Java takes otherwise, made the idle pipeline larger by 250 MiB and the start slower by half a second).
 */
export const serverMemory = ["-Xms96m", "-Xmn64m", "-Xmx512m", "-XX:+UseSerialGC"] as const;

/** Set to a folder: then a program writes the archive of its loaded classes there when it ends. */
export const recordClassesVariable = "TESTBED_RECORD_CLASSES";

/** The arguments of Java that run the program. `archives`: the folder of the archives of loaded classes. */
export function javaArguments(
  { name, mainClass, memory }: KafkaProgram,
  args: readonly string[],
  archives: string = classArchives,
): string[] {
  return [
    ...memory,
    ...archiveArguments(name, archives),
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    `-Dlog4j2.configurationFile=${join(checkout, "services/kafka/log4j2.properties")}`,
    "-cp",
    classPath(kafkaJars),
    mainClass,
    ...args,
  ];
}

/** In a fixed order: an archive is good for the class path only that it was made with, and a wildcard has the folder's order. */
export function classPath(folder: string): string {
  const jars = readdirSync(folder).filter((file) => file.endsWith(".jar"));
  return jars
    .sort()
    .map((jar) => join(folder, jar))
    .join(":");
}

/**
 * Application class-data sharing (JEP 350): the classes that a program loads, as they were in memory at the end of an
 * earlier run. It halves the start. Where the archive is missing or does not fit (another Java, another jar), Java does
 * without, and says nothing of it here.
 */
function archiveArguments(name: KafkaProgram["name"], archives: string): string[] {
  const recordIn = process.env[recordClassesVariable];
  if (recordIn !== undefined) return [`-XX:ArchiveClassesAtExit=${join(recordIn, `${name}.jsa`)}`];
  const archive = join(archives, `${name}.jsa`);
  return existsSync(archive)
    ? [`-XX:SharedArchiveFile=${archive}`, "-Xshare:auto", "-Xlog:cds*=off", "-Xlog:class+path*=off"]
    : [];
}

/**
 * Whether Java can use the archive, all of it. That is asked once, when it has been made: at a start Java looks at its
 * header only, and one whose end is missing makes it crash (SIGBUS, Java 17).
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
