import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { Ledger } from "../../../../../testbed/ledger/ledger.ts";
import { Latencies } from "../../../../../testbed/load/latencies.ts";
import { type LoadRun } from "../../../../../testbed/load/load-run.ts";
import { type LoadRunOptions } from "../../../../../testbed/load/load-run-options.ts";
import { type Measurement } from "../../../../../testbed/load/measurement.ts";
import { Timeline } from "../../../../../testbed/load/timeline.ts";
import { FlowWatch } from "../../../../../testbed/run/observe/flow-watch.ts";

export const second = 1_000_000;

const times = {
  ...{ beganAt: 10 * second, injectedAt: 10 * second },
  ...{ healedAt: 11 * second, usableAt: 12 * second },
};
const none = { p50: 0, p99: 0, max: 0 };

/** Changes of a {@link judgedLoad}. */
type LoadChanges = { readonly [Field in keyof LoadRun]?: LoadRun[Field] | undefined };

/** Returns a load from 1 s to 21 s with these facts; a fault lasts from 10 s to 11 s. */
export function judgedLoad(
  facts: readonly LedgerFact[],
  options: LoadRunOptions,
  changes: Omit<LoadChanges, "measurement"> = {},
  measured: Readonly<Partial<Record<keyof Measurement, unknown>>> = {},
): LoadRun {
  const ledger = new Ledger({ lateAfterMs: 30_000, taps: ["kafka"], consumedImpliesWritten: true });
  const flow = new FlowWatch(options.fault && { holdsUpMs: Number.POSITIVE_INFINITY, qos: options.qos });
  const latencies = new Latencies({
    qos: options.qos,
    toMonotonic: (epochMs) => epochMs * 1_000,
    isMeasured: () => true,
    onArrival: () => undefined,
  });
  flow.recovery?.onInjected(times.injectedAt);
  flow.recovery?.onHealing(times.healedAt);
  for (const fact of facts) {
    ledger.add(fact);
    flow.add(fact);
    latencies.add(fact);
  }
  return {
    machine: { usage: { of: () => undefined }, usageSeconds: 1, machinePercent: 1, testerDelayMs: none },
    ...(options.fault ? { fault: times } : {}),
    drain: { ended: "quiet", tookMs: 9, lastArrivalMs: 7.6, quietMs: 100, outstanding: 3 },
    ...changes,
    measurement: {
      ...{ ledger, flow, latencies, timeline: new Timeline(second, "acknowledged"), loadBegan: second },
      ...{ lateMaking: { count: 0, latestMs: 0 }, rate: () => 0.04, rateUntilDrained: 49.96 },
      ...measured,
    },
  } as unknown as LoadRun;
}
