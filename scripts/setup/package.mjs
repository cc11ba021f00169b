// Set-up of the installed package, run by startPipeline(): installs what cannot be packed; does nothing if all is there.
import { fileURLToPath } from "node:url";
import { resolveKafkaJars } from "./kafka-jars.mjs";
import { SetupError } from "./step.mjs";
import { installSystemPackages } from "./system-packages.mjs";

try {
  installSystemPackages(false);
  await resolveKafkaJars(fileURLToPath(new URL("../..", import.meta.url)));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
