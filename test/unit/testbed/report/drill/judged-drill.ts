import { partNames } from "../../../../../services/shared/topology.ts";
import { AtRisk } from "../../../../../testbed/drill/at-risk.ts";
import { type DrillRun } from "../../../../../testbed/drill/drill.ts";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { Ledger, type LedgerOptions } from "../../../../../testbed/ledger/ledger.ts";
import { ArrivalTimes } from "../../../../../testbed/run/observe/arrival-times.ts";
import { FlowWatch } from "../../../../../testbed/run/observe/flow-watch.ts";

export const second = 1_000_000;

/** Changes of a {@link judgedDrill}. */
type DrillChanges = {
  readonly [Field in keyof Omit<DrillRun, "observation">]?: DrillRun[Field] | undefined;
} & {
  readonly observation?: Readonly<Partial<Record<keyof DrillRun["observation"], unknown>>>;
  readonly ledger?: Partial<LedgerOptions>;
};

/** Returns a drill with these facts, whose fault lasts from 10 s to 11 s and disturbs readings until 15 s. */
export function judgedDrill(
  facts: readonly LedgerFact[],
  { observation, ledger: rules, ...changes }: DrillChanges = {},
): DrillRun {
  const ledger = new Ledger({ lateAfterMs: 30_000, ...rules });
  const flow = new FlowWatch({ holdsUpMs: Number.POSITIVE_INFINITY, qos: 1 });
  flow.recovery?.onInjected(10 * second);
  for (const fact of facts) {
    ledger.add(fact);
    flow.add(fact);
  }
  return {
    ...{ loadBegan: 0, loadEnded: 20 * second, partEnd: undefined, cleanRecoveryMs: undefined },
    ...{ recoveryMs: undefined, recoveryLimitMs: undefined },
    fault: { beganAt: 10 * second, injectedAt: 10 * second, healedAt: 11 * second },
    drain: { ended: "nothing outstanding", tookMs: 1, lastArrivalMs: 1, quietMs: 1, outstanding: 0 },
    disturbances: [{ firstAt: 9 * second, lastAt: 15 * second }],
    ...changes,
    observation: {
      ...{ ledger, flow, arrivals: new ArrivalTimes(), atRisk: new AtRisk(1), samples: [] },
      claims: { brokerDropped: 0, brokerQueuedMost: 0, consumerLagMost: 0 },
      changes: { all: new Map(partNames.map((part) => [part, []])) },
      ...observation,
    },
  } as unknown as DrillRun;
}
