import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Container } from "../../../testbed/pipeline/compose/compose-project.ts";
import { type PipelineOptions } from "../../../testbed/pipeline/pipeline-options.ts";
import { freePortsForAll } from "../../../testbed/pipeline/ports.ts";
import { processIdentity } from "../../../testbed/pipeline/processes/proc.ts";
import { onlyDocker } from "../commands/only-docker.ts";
import { engineEvent } from "./engine-event.ts";

/** Services of the parts. */
export const services = ["mosquitto", "kafka", "connect", "consumer", "publisher"] as const;
/** Returns a container in the output of `docker compose ps --format json`. */
export const container = (Service: string, State: string, Health: string, ExitCode = 0) =>
  JSON.stringify({ ID: `id-${Service}`, Service, State, Health, ExitCode });

/** Returns the events that lead to the state of a container. */
function eventsOf(text: string): string[] {
  const { Service, State, Health, ExitCode } = JSON.parse(text) as Container;
  if (State === "exited") return [engineEvent(Service, "die", { exitCode: String(ExitCode) })];
  return [engineEvent(Service, "start"), engineEvent(Service, `health_status: ${Health}`)];
}

/** Answers of an engine with compose, which reports what happens to its containers. */
export interface Engine {
  /** Shell commands for a command of compose, or for `docker events`; default: it succeeds. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Containers while they run, after a kill, and after the stop. */
  readonly running?: readonly string[];
  readonly killed?: readonly string[];
  readonly stopped?: readonly string[];
  /** Containers after a start by the engine. */
  readonly revived?: readonly string[];
  /** Output of `docker ps` for all containers, and for those of the project. */
  readonly others?: string;
  readonly ownBefore?: string;
  /** Output of `docker inspect` for the state of a health check. */
  readonly health?: string;
}

const healthy = services.map((service) => container(service, "running", "healthy"));

/** Makes an engine with compose the only one, and returns options of a pipeline, its notices, and the commands. */
export async function engine({
  commands = {},
  running = healthy,
  killed = [],
  stopped = [],
  revived = [],
  others = "",
  ownBefore = "",
  health = "null",
}: Engine) {
  const folder = mkdtempSync(join(tmpdir(), "compose-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const state = join(folder, "state");
  const lines = (texts: readonly string[]) => `cat <<'END'\n${texts.join("\n")}\nEND`;
  const report = (texts: readonly string[]) => {
    const events = texts.flatMap(eventsOf);
    return `cat <<'END' >> $STATE.log\n${events.join("\n")}\nEND\n`;
  };
  const { events: watched, ...given } = { events: "exec tail -n +1 -f $STATE.log", ...commands };
  const scripts = Object.entries(given).map(([name, script]) => `${name}) ${script};;`);
  const calls = onlyDocker(`PATH=/usr/bin:/bin STATE=${state}
    case "$1" in
      version) echo 28.2.2; exit;;
      ps) case "$*" in *label=*) printf '${ownBefore}';; *) printf '${others}';; esac; exit;;
      info) echo $(hostname) 2026-01-01T00:00:00Z; exit;;
      events) trap "" TERM; touch $STATE.log; echo $$ > $STATE.events; ${watched};;
      logs) exit;;
      start) ${report(revived)}
      exit;;
      inspect) ${lines([health])}
      exit;;
    esac
    shift
    [ "$1" = version ] && { echo 2.26.1; exit; }
    while case "$1" in --*) true;; *) false;; esac; do shift 2; done
    case "$1" in
      ${scripts.join("\n")}
      up) echo up > $STATE; ${report(running)};;
      kill) ${report(killed.filter((text) => text.includes("exited")))};;
      stop) ${report(stopped)};;
      down) rm -f $STATE;;
      ps) [ -e $STATE ] || exit 0; ${lines(running)}
      esac`);
  const notices: string[] = [];
  const options: PipelineOptions = {
    folder: join(folder, "pipeline"),
    ports: await freePortsForAll(),
    onNotice: (notice) => void notices.push(notice),
  };
  const watcher = () => processIdentity(Number(readFileSync(`${state}.events`, "utf8")));
  return { calls, notices, options, watcher };
}
