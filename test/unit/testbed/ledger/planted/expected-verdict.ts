import { type ReadingId } from "../../../../../services/shared/reading/reading-id.ts";
import { type Hop } from "../../../../../testbed/ledger/verdict/hop.ts";
import { type Anomalies, type UndeliveredReading } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { arrives, plantedHop } from "./fault-effects.ts";
import { type PlannedPeriod, type PlannedReading, type PlannedRun } from "./planned-run.ts";
import { phantomRun } from "./planted-facts.ts";
import { type PlantedFault } from "./planted-fault.ts";

/** Findings that the ledger has to make, and no others. */
export interface ExpectedVerdict {
  readonly anomalies: Anomalies;
  /** Hops without a loss are left out. */
  readonly lostAt: Readonly<Partial<Record<Hop, number>>>;
  readonly unjudgedDeactivations: number;
  readonly largestDisplacement: number;
  readonly made: number;
  readonly unknown: number;
}

/** Returns the verdict on runs with planted faults. `phantoms` are seqs. */
export function expectedVerdict(runs: readonly PlannedRun[], phantoms: readonly number[]): ExpectedVerdict {
  const readings = runs.flatMap((run) => run.readings);
  const having = (...wanted: PlantedFault[]) =>
    readings.filter(({ fault }) => fault && wanted.includes(fault));
  const lost = readings.flatMap((reading) => {
    const hop = plantedHop(reading);
    return hop === undefined
      ? []
      : [{ ...named(reading), hop, deadLettered: reading.fault === "dead-lettered" }];
  });
  const undelivered = (reading: PlannedReading): UndeliveredReading => ({
    ...named(reading),
    madeAt: reading.madeAt,
    publisherEnded: !runs.some(
      ({ device, run, isLastRun }) => isLastRun && device === reading.device && run === reading.run,
    ),
  });
  const overtaken = having("overtaken");
  return {
    made: readings.length,
    unknown: having("unconfirmed", "dropped after it was sent", "acknowledgement lost").length,
    anomalies: {
      dropped: having("dropped", "dropped after it was sent").map(named),
      unsent: having("unsent").map(undelivered),
      unconfirmed: having("unconfirmed", "dropped after it was sent").map(undelivered),
      lost,
      duplicates: having("repeated", "repeated with other bytes").flatMap(eachRepetition),
      reordered: overtaken.map(named),
      late: having("late").map(named),
      phantom: phantoms.map((seq) => ({ ...phantomRun, seq })),
      corrupt: having("corrupt", "repeated with other bytes").flatMap((reading) =>
        reading.fault === "corrupt" ? [named(reading)] : eachRepetition(reading),
      ),
      ...finalAnomalies(runs),
      deadLettered: having("dead-lettered").map(named),
    },
    lostAt: Object.fromEntries(
      Object.entries(Object.groupBy(lost, ({ hop }) => hop)).map(([hop, there]) => [hop, there.length]),
    ),
    unjudgedDeactivations: runs.flatMap((run) =>
      run.periods.filter((period) => isCut(period, run) && !hasFinal(period, run.readings[period.first])),
    ).length,
    largestDisplacement: overtaken.reduce((most, { amount }) => Math.max(most, amount), 0),
  };
}

function finalAnomalies(
  runs: readonly PlannedRun[],
): Pick<Anomalies, "missingFinal" | "doubleFinal" | "ghost"> {
  const periods = runs.flatMap((run) => run.periods.map((period) => ({ period, run })));
  return {
    missingFinal: periods
      .filter(({ period, run }) => !isCut(period, run) && !hasFinal(period, run.readings[period.first]))
      .map(({ period, run }) => named({ ...run, seq: period.first })),
    doubleFinal: periods
      .filter(({ period }) => period.finals.length > 1)
      .map(({ period, run }) => ({ ...named({ ...run, seq: period.first }), finals: period.finals })),
    ghost: periods.flatMap(({ period, run }) => period.ghosts.map((seq) => named({ ...run, seq }))),
  };
}

/** Whether the end of its publisher cut the period short. */
function isCut(period: PlannedPeriod, run: PlannedRun): boolean {
  return !run.isLastRun && !period.isOver;
}

function hasFinal({ finals }: PlannedPeriod, first: PlannedReading | undefined): boolean {
  const arrivesAsFinal =
    first !== undefined && arrives(first) && first.fault !== "made Active, though the final one";
  return finals.length > 0 && arrivesAsFinal;
}

function eachRepetition(reading: PlannedReading): ReadingId[] {
  return Array.from({ length: reading.amount }, () => named(reading));
}

function named({ device, run, seq }: ReadingId): ReadingId {
  return { device, run, seq };
}
