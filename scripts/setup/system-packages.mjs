import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { SetupError } from "./step.mjs";

/** Debian has some programs in folders that are only on root's PATH. */
const environment = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin` };

const oldestJava = 17;

/**
 * Installs Mosquitto, a JDK and Maven, and for tests Chromium and iproute2, if missing, with the system's package manager and without a
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
    // For those of dropped packets.
    ...(!forTests || process.platform !== "linux" || runs("ip", "-V") ? [] : ["iproute2"]),
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

/**
 * Returns the major version of the JDK's compiler, which Maven needs; 0 without one. If the `java` beside it is the one that is
 * used, that is asked: it answers in 0.03 s, the compiler in 0.17 s.
 */
function javaVersion() {
  const [compiler, java] = ["javac", "java"].map(folderOf);
  if (compiler === undefined) return 0;
  const [program, option] = compiler === java ? ["java", "--version"] : ["javac", "-version"];
  const { stdout } = spawnSync(program, [option], { encoding: "utf8", env: environment });
  return Number(/^(?:javac|openjdk|java) (\d+)/.exec(stdout ?? "")?.[1] ?? 0);
}

/**
 * Whether a program is on the PATH. Used for Maven: `mvn --version` starts a JVM, 0.2 s of the 0.5 s that set-up took when
 * all was there.
 * @param {string} program
 */
function isOnPath(program) {
  return folderOf(program) !== undefined;
}

/**
 * Returns the folder of a program on the PATH, whatever links lead to it; `undefined` if it is not there.
 * @param {string} program
 */
function folderOf(program) {
  const folder = environment.PATH.split(delimiter).find((each) => existsSync(join(each, program)));
  return folder && dirname(realpathSync(join(folder, program)));
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
