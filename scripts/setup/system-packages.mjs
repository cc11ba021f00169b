import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "./step.mjs";

/** Debian has some programs in folders that are only on root's PATH. */
const environment = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin` };

const oldestJava = 17;

/**
 * Installs Mosquitto, a JDK and Maven, and for tests Chromium, if missing, with the system's package manager and without a
 * password. Prints the command first.
 * @param {boolean} forTests
 * @throws {SetupError} with the command, if the user has to run it
 */
export function installSystemPackages(forTests) {
  const missing = [
    ...(runs("mosquitto", "-h") ? [] : ["mosquitto"]),
    ...(javaVersion() >= oldestJava ? [] : [jdkPackage()]),
    ...(isOnPath("mvn") ? [] : ["maven"]),
    // For the tests of the status page.
    ...(!forTests || runs("chromium", "--version") ? [] : ["chromium"]),
  ];
  if (missing.length === 0) return;
  if (!runs("apt-get", "--version")) {
    throw new SetupError(
      `Missing: ${missing.join(", ")}. Install ${forTests ? "Chromium, " : ""}Mosquitto 2, a JDK from ${oldestJava} on and Maven, then try again.`,
    );
  }
  const command = installCommand(missing);
  const asRoot = process.getuid?.() === 0 ? ["sh", "-c", command] : ["sudo", "-n", "sh", "-c", command];
  const shown = `${process.getuid?.() === 0 ? "" : "sudo "}sh -c '${command}'`;
  if (process.getuid?.() !== 0 && !runs("sudo", "-n", "true")) {
    throw new SetupError(
      `Missing: ${missing.join(", ")}. To install them, run this, then try again:\n\n  ${shown}\n`,
    );
  }
  console.log(`set-up: installing ${missing.join(", ")}:\n  ${shown}`);
  const [program = "", ...args] = asRoot;
  const { status } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new SetupError(`Installing ${missing.join(", ")} failed: the reason is above.`);
}

/**
 * Returns the command that installs packages. Debian's mosquitto package starts a service, now and at every boot, on the port
 * of the pipeline's Mosquitto. Masking the unit first prevents that, where systemd runs; `systemctl unmask mosquitto` undoes it.
 * @param {string[]} packages
 */
function installCommand(packages) {
  const mask = "mkdir -p /etc/systemd/system && ln -sf /dev/null /etc/systemd/system/mosquitto.service";
  const install = `apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${packages.join(" ")}`;
  return packages.includes("mosquitto") ? `${mask} && ${install}` : install;
}

/** Returns the package of the oldest sufficient JDK of this system. */
function jdkPackage() {
  const candidates = [17, 21, 25].map((version) => `openjdk-${version}-jdk-headless`);
  return candidates.find((name) => runs("apt-cache", "show", name)) ?? "default-jdk-headless";
}

/** Returns the major version of the JDK's compiler, which Maven needs; 0 without one. */
function javaVersion() {
  const { stdout } = spawnSync("javac", ["-version"], { encoding: "utf8", env: environment });
  return Number(/javac (\d+)/.exec(stdout ?? "")?.[1] ?? 0);
}

/**
 * Whether a program is on the PATH. Used for Maven: `mvn --version` starts a JVM, 0.2 s of the 0.5 s that set-up takes when
 * all is there.
 * @param {string} program
 */
function isOnPath(program) {
  return environment.PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/**
 * Whether a program runs. Mosquitto's help exits with code 1 or 3, so its exit code does not count.
 * @param {string} program
 * @param {string[]} args
 */
function runs(program, ...args) {
  const { error, status } = spawnSync(program, args, { env: environment });
  return error === undefined && (program === "mosquitto" || status === 0);
}
