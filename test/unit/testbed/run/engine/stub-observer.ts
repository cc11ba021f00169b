import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { ArrivalTimes } from "../../../../../testbed/run/observe/arrival-times.ts";
import { FlowWatch } from "../../../../../testbed/run/observe/flow-watch.ts";
import { type Injection, type Observer } from "../../../../../testbed/run/observe/observer.ts";
import { Progress } from "../../../../../testbed/run/observe/progress.ts";

/** An observer that is told of readings by the test. */
export class StubObserver implements Observer {
  readonly progress = new Progress();
  readonly arrivals = new ArrivalTimes();
  readonly flow = new FlowWatch({ holdsUpMs: Number.POSITIVE_INFINITY, qos: 1 });
  get stageSummary(): string {
    return "0 made";
  }
  /** Faults that were injected. */
  readonly faults: FaultSpec[] = [];
  readonly injections: Injection[] = [];
  /** Called on each catch-up. */
  onCatchUp: () => void = () => undefined;
  #made = 0;

  /** Has a reading made, and consumed if it is to arrive. */
  read({ arrives }: { readonly arrives: boolean }): void {
    const at = monotonicMicros();
    const reading = { device: "d", run: "r", seq: this.#made, at, sha256: "0" };
    this.#made += 1;
    const facts: readonly LedgerFact[] = [
      { tap: "publisher", fact: "made", ...reading },
      { tap: "consumer", fact: "consumed", ...reading },
    ];
    for (const fact of arrives ? facts : facts.slice(0, 1)) {
      this.progress.add(fact);
      this.flow.add(fact);
    }
    if (!arrives) return;
    this.arrivals.add(at);
  }

  catchUp(): Promise<void> {
    this.onCatchUp();
    return Promise.resolve();
  }

  onFault(spec: FaultSpec, injection: Injection): void {
    this.faults.push(spec);
    this.injections.push(injection);
  }
}
