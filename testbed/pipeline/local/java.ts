import { join } from "node:path";
import { checkout, kafkaJars } from "../folders.ts";

/** The Java that JAVA_HOME names, otherwise the one on the PATH. */
export const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin", "java") : "java";

/** The arguments that run one of Kafka's main classes. */
export function kafkaClass(mainClass: string, heap: string, ...args: readonly string[]): string[] {
  return [
    `-Xmx${heap}`,
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    `-Dlog4j2.configurationFile=${join(checkout, "services/kafka/log4j2.properties")}`,
    "-cp",
    join(kafkaJars, "*"),
    mainClass,
    ...args,
  ];
}
