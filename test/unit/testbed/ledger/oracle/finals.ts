import { type Status } from "../../../../../services/shared/reading/reading.ts";
import { type ReadingId } from "../../../../../services/shared/reading/reading-id.ts";
import { type DoubleFinal } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { distinct, type RunFacts } from "./run-facts.ts";

/** Judgement of the final readings. */
export interface FinalLists {
  readonly missingFinal: ReadingId[];
  readonly doubleFinal: DoubleFinal[];
  readonly ghost: ReadingId[];
  readonly uncheckedStatuses: number;
  readonly unjudgedDeactivations: number;
}

/** Returns the judgement of the final readings, by definition. */
export function finalLists(facts: RunFacts): FinalLists {
  const periods = periodsIn(facts);
  const consumed = facts.distinct("consumed");
  const withStatus = ({ first, end }: Period, status: Status | undefined) =>
    consumed.filter((seq) => seq >= first && seq < end && statusOf(seq, facts) === status);
  const withoutFinal = periods.filter(
    (period) => withStatus(period, "Inactive").length === 0 && withStatus(period, undefined).length === 0,
  );
  return {
    missingFinal: withoutFinal.filter(({ isCut }) => !isCut).map(({ first }) => facts.named(first)),
    doubleFinal: periods
      .filter((period) => withStatus(period, "Inactive").length > 1)
      .map((period) => ({ ...facts.named(period.first), finals: withStatus(period, "Inactive") })),
    ghost: distinct(
      periods.flatMap((period) => withStatus(period, "Active").filter((seq) => seq > period.first)),
    ).map(facts.named),
    uncheckedStatuses: distinct(periods.flatMap((period) => withStatus(period, undefined))).length,
    unjudgedDeactivations: withoutFinal.filter(({ isCut }) => isCut).length,
  };
}

/** A period in which a device was Inactive: the seqs from `first` up to, but without, `end`. */
interface Period {
  readonly first: number;
  readonly end: number;
  /** Whether the end of its publisher cut it short. */
  readonly isCut: boolean;
}

function periodsIn(facts: RunFacts): Period[] {
  const published = facts.own.filter(({ tap }) => tap === "publisher");
  const toggles = published.flatMap((fact, index) =>
    fact.fact === "toggled" ? [{ index, status: fact.status }] : [],
  );
  const changes = toggles.filter(({ status }, which) => status !== (toggles[which - 1]?.status ?? "Active"));
  const nextMade = (index: number): number | undefined => {
    const next = published.slice(index).find(({ fact }) => fact === "made");
    return next?.fact === "made" ? next.seq : undefined;
  };
  return changes.flatMap(({ index, status }, which) => {
    if (status === "Active") return [];
    const back = changes[which + 1];
    const end = back === undefined ? undefined : nextMade(back.index);
    return [
      {
        first: nextMade(index) ?? Math.max(-1, ...facts.seqsOf("made")) + 1,
        end: end ?? Number.POSITIVE_INFINITY,
        isCut: end === undefined && !isLastRun(facts),
      },
    ];
  });
}

/** Whether no later run of the device is known to the publisher. */
export function isLastRun({ all, device, run }: RunFacts): boolean {
  const runs = all.flatMap((fact) =>
    fact.tap === "publisher" && fact.fact !== "gap" && fact.device === device ? [fact.run] : [],
  );
  return run === [...new Set(runs)].at(-1);
}

function statusOf(seq: number, { own }: RunFacts): Status | undefined {
  const written = own.find((fact) => fact.fact === "written" && fact.seq === seq);
  const seen = own.find((fact) => fact.fact === "seen" && fact.seq === seq);
  if (written?.fact === "written") return written.status;
  return seen?.fact === "seen" ? seen.status : undefined;
}
