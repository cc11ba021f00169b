import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { partOfInstance } from "../cluster/instance-name.ts";
import { type ProcessName } from "../part.ts";
import { type StartStep } from "../pipeline-options.ts";
import { type ProcessPart } from "../processes/process-part.ts";
import { type Step } from "../start/start-graph.ts";
import { type ComposeProject } from "./compose-project.ts";
import { makeImages } from "./images.ts";
import { type ComposePart } from "./parts/compose-part.ts";

/** A step of a start in containers: those of every start, and the commands of compose. */
export type ComposeStep = StartStep | ProcessName | "up" | "up publisher";

/**
 * Returns the steps of a start in containers: compose starts them in the order of docker-compose.yml (`depends_on`, health
 * checks), and each part is waited for meanwhile.
 */
export function composeSteps(
  project: ComposeProject,
  containers: readonly ComposePart[],
  signal: AbortSignal,
): Step<ComposeStep>[] {
  return [
    imagesStep(project, signal),
    { name: "up", after: ["images"], run: () => project.runUntil(signal, "up", "--detach", "--no-build") },
    ...waits(containers),
  ];
}

/**
 * Returns the steps of a start with a bridge program, which compose does not know of: the containers before it, the
 * program, and the publisher as the last.
 */
export function composeStepsAround(
  bridge: ProcessPart,
  project: ComposeProject,
  containers: readonly ComposePart[],
  signal: AbortSignal,
): Step<ComposeStep>[] {
  const up = (...services: readonly string[]) =>
    project.runUntil(signal, "up", "--detach", "--no-build", "--scale", "connect=0", ...services);
  return [
    imagesStep(project, signal),
    { name: "up", after: ["images"], run: () => up("consumer") },
    ...waits(containers),
    { name: "bridge", after: ["up"], run: () => bridge.start() },
    { name: "up publisher", after: ["bridge", "consumer"], run: () => up("--no-deps", "publisher") },
  ];
}

function imagesStep(project: ComposeProject, signal: AbortSignal): Step<ComposeStep> {
  return { name: "images", after: [], run: () => makeImages(project, signal) };
}

/** One step for every part: containers that exist already are not started again. */
function waits(containers: readonly ComposePart[]): Step<ComposeStep>[] {
  const since = new Date();
  const askedAt = monotonicMicros();
  const parts = Map.groupBy(containers, ({ name }) => partOfInstance(name));
  return [...parts].map(([name, instances]) => ({
    name,
    after: ["images"],
    run: () => Promise.all(instances.map((container) => container.untilUsable(since, askedAt))),
  }));
}
