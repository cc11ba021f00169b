import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type PartName } from "../../../../../services/shared/topology.ts";
import { PartFailedError, type StartTimes } from "../../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import { RunContext } from "../../../../../testbed/run/engine/run-context.ts";
import { runDefaults } from "../../../../../testbed/run/run-defaults.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";
import { type LoadSource } from "../../../../../testbed/run/source/load-source.ts";
import { StubObserver } from "./stub-observer.ts";

/** A run of 60 ms with one device. */
export const options: RunOptions = { ...runDefaults, devices: 1, ratePerSecond: 1, forMs: 60, quietMs: 100 };

/** Prepares a run of a pipeline that makes a reading as soon as its source begins. */
export function startedRun({ underTest = [] as readonly PartName[] } = {}) {
  const failure = Promise.withResolvers<PartFailedError>();
  const interruption = new AbortController();
  const observer = new StubObserver();
  const phases: string[] = [];
  const part = {
    ...{ kill: async () => undefined, start: async () => undefined },
    startTimes: { startedAt: 0, usableAt: 0 } as StartTimes,
  };
  const source: LoadSource = {
    firstPhase: "flow",
    isOpenEnded: false,
    madeFrom: Number.NEGATIVE_INFINITY,
    begin: async () => observer.read({ arrives: true }),
    untilLoad: async () => monotonicMicros(),
    end: async () => undefined,
  };
  const context = new RunContext(
    { failure: failure.promise, part: () => part, instances: () => [part] } as unknown as Pipeline,
    observer,
    {
      onPhase: (phase, detail) => {
        if (detail === "") phases.push(phase);
      },
      signal: interruption.signal,
    },
    { firstPhase: source.firstPhase, underTest },
  );
  const fail = (name: PartName) => failure.resolve(new PartFailedError(name, `${name} ended`));
  return { context, source, observer, part, phases, fail, interruption };
}

/** A short fault of Kafka. */
export const killKafka = { spec: { kind: "kill", part: "kafka" }, outageMs: 1 } as const;
