import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { ArrivalTimes } from "../../../../../testbed/run/observe/arrival-times.ts";
import { type Observer } from "../../../../../testbed/run/observe/observer.ts";
import { Progress } from "../../../../../testbed/run/observe/progress.ts";

/** An observer that is told of readings by the test. */
export class StubObserver implements Observer {
  readonly progress = new Progress();
  readonly arrivals = new ArrivalTimes();
  readonly stageSummary = "0 made";
  /** Faults that were about to be injected. */
  readonly faults: FaultSpec[] = [];
  /** Called on each catch-up. */
  onCatchUp: () => void = () => undefined;
  #made = 0;

  /** Has a reading made, and consumed if it is to arrive. */
  read({ arrives }: { readonly arrives: boolean }): void {
    const at = monotonicMicros();
    const reading = { device: "d", run: "r", seq: this.#made, at, sha256: "0" };
    this.#made += 1;
    this.progress.add({ tap: "publisher", fact: "made", ...reading });
    if (!arrives) return;
    this.progress.add({ tap: "consumer", fact: "consumed", ...reading });
    this.arrivals.add(at);
  }

  catchUp(): Promise<void> {
    this.onCatchUp();
    return Promise.resolve();
  }

  onFault(spec: FaultSpec): void {
    this.faults.push(spec);
  }
}
