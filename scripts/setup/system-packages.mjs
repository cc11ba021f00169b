import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "./step.mjs";

/** Debian keeps some programs where only root's PATH leads. */
const environment = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin` };

const oldestJava = 17;

/**
 * Installs Mosquitto, a JDK and Maven, and for tests Chromium, where they are missing, by the system's package manager,
 * when that is possible without a password. Prints the command first.
 * @param {boolean} forTests
 * @throws {SetupError} with the command, when the user has to run it
 */
export function installSystemPackages(forTests) {
  const missing = [
    ...(runs("mosquitto", "-h") ? [] : ["mosquitto"]),
    ...(javaVersion() >= oldestJava ? [] : [jdkPackage()]),
    ...(isOnPath("mvn") ? [] : ["maven"]),
    // The tests look at the status page with it.
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
  if (status !== 0) throw new SetupError(`Installing ${missing.join(", ")} failed: the reason stands above.`);
}

/**
 * Debian's mosquitto package starts a service of its own, now and at every boot, on the port that the pipeline's
 * Mosquitto needs. Masking the unit before the installation keeps it from that, where systemd runs;
 * `systemctl unmask mosquitto` undoes it.
 * @param {string[]} packages
 */
function installCommand(packages) {
  const mask = "mkdir -p /etc/systemd/system && ln -sf /dev/null /etc/systemd/system/mosquitto.service";
  const install = `apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ${packages.join(" ")}`;
  return packages.includes("mosquitto") ? `${mask} && ${install}` : install;
}

/** The oldest JDK that is new enough and that this system has. */
function jdkPackage() {
  const candidates = [17, 21, 25].map((version) => `openjdk-${version}-jdk-headless`);
  return candidates.find((name) => runs("apt-cache", "show", name)) ?? "default-jdk-headless";
}

/** The major version of the JDK's compiler, which Maven needs; 0 where there is none. */
function javaVersion() {
  const { stdout } = spawnSync("javac", ["-version"], { encoding: "utf8", env: environment });
  return Number(/javac (\d+)/.exec(stdout ?? "")?.[1] ?? 0);
}

/**
 * Enough for Maven: to ask for its version starts a JVM, which was 0.2 s of the 0.5 s that set-up takes with nothing to do.
 * @param {string} program
 */
function isOnPath(program) {
  return environment.PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/**
 * Whether a program is there. Mosquitto's help ends with exit code 1 or 3, so only for the others the code counts.
 * @param {string} program
 * @param {string[]} args
 */
function runs(program, ...args) {
  const { error, status } = spawnSync(program, args, { env: environment });
  return error === undefined && (program === "mosquitto" || status === 0);
}
