// Set-up: installs what `npm start` and, with --for-tests, `npm test` need; does nothing if all is there.
// Runs before the project's Node and packages are installed: JavaScript for Node 20, without dependencies.
import { fileURLToPath } from "node:url";
import { recordClasses } from "./class-archives.mjs";
import { resolveKafkaJars } from "./kafka-jars.mjs";
import { requireNode24 } from "./node24.mjs";
import { runStep, SetupError } from "./step.mjs";
import { installSystemPackages } from "./system-packages.mjs";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

try {
  installSystemPackages(process.argv.includes("--for-tests"));
  await runStep(checkout, {
    title: "npm dependencies",
    inputs: ["package-lock.json", ".npmrc"],
    output: "node_modules",
    command: ["npm", "ci", "--no-progress", "--loglevel=error"],
  });
  requireNode24(checkout);
  await resolveKafkaJars(checkout);
  await runStep(checkout, {
    title: "MQTT source connector",
    inputs: [
      ...["connect/pom.xml", "connect/src/main"],
      // Those of the archive.
      ...[
        "connect/src/archive",
        "connect/examples",
        "connect/README.md",
        "connect/metrics.yml",
        "CHANGELOG.md",
        "LICENSE",
      ],
    ],
    output: "connect/target/plugins",
    // `clean`: Maven leaves resources in the jar whose sources are gone. Test classes are compiled when tests are run.
    command: ["mvn", "-B", "-ntp", "-f", "connect/pom.xml", "clean", "package", "-Dmaven.test.skip"],
  });
  await recordClasses(checkout);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
