import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout, kafkaJars } from "../checkout.ts";

/**
 * Brings what the package does not contain: Mosquitto and a JDK from the system's packages, Kafka's jars by Maven. Does
 * nothing where it was done before; says what it does on standard error.
 * @throws Error when it fails; the reason has been printed
 */
export async function setUp(): Promise<void> {
  if (existsSync(kafkaJars)) return;
  const child = spawn(process.execPath, [join(checkout, "scripts", "setup", "package.mjs")], {
    // Standard output is the caller's.
    stdio: ["ignore", 2, 2],
  });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Error("the set-up of mqtt-kafka-testbed failed; the reason stands above");
}
