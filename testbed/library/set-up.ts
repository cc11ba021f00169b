import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout, kafkaJars } from "../checkout.ts";

/**
 * Installs the dependencies that the package does not contain: Mosquitto and a JDK from the system's packages, Kafka's jars by
 * Maven. Does nothing if they are present. Logs to standard error.
 * @throws Error if the installation fails; its output gives the reason
 */
export async function setUp(): Promise<void> {
  if (existsSync(kafkaJars)) return;
  const child = spawn(process.execPath, [join(checkout, "scripts", "setup", "package.mjs")], {
    // Standard output is left to the caller.
    stdio: ["ignore", 2, 2],
  });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0)
    throw new Error("the set-up of mqtt-kafka-testbed failed; its output above gives the reason");
}
