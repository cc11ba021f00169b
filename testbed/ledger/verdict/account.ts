import { type DeviceCounts, deviceWords } from "./counted-words.ts";
import { type Hop, hops } from "./hop.ts";
import { type MissingFacts, provableFacts } from "./missing-facts.ts";
import { type Findings, type TimeSpan } from "./verdict.ts";

/** Counts and findings of a number of readings. */
export interface Account extends Findings {
  readonly counts: DeviceCounts;
}

/** Returns the sum of the accounts of several devices or runs. */
export function sumOf(accounts: readonly Account[]): Account {
  const sum = (value: (account: Account) => number) =>
    accounts.reduce((total, account) => total + value(account), 0);
  return {
    counts: Object.fromEntries(
      deviceWords.map((word) => [word, sum(({ counts }) => counts[word])]),
    ) as DeviceCounts,
    lostAt: perHop((hop) => sum(({ lostAt }) => lostAt[hop])),
    lostDeadLettered: sum(({ lostDeadLettered }) => lostDeadLettered),
    lostTime: timeSpan(
      accounts.flatMap(({ lostTime }) => (lostTime === undefined ? [] : [lostTime.firstAt, lostTime.lastAt])),
    ),
    largestDisplacement: accounts.reduce((most, account) => Math.max(most, account.largestDisplacement), 0),
    uncheckedBytes: sum(({ uncheckedBytes }) => uncheckedBytes),
    uncheckedStatuses: sum(({ uncheckedStatuses }) => uncheckedStatuses),
    unconsumedPhantoms: sum(({ unconsumedPhantoms }) => unconsumedPhantoms),
    unmadeAtBroker: sum(({ unmadeAtBroker }) => unmadeAtBroker),
    missingFacts: Object.fromEntries(
      provableFacts.map((fact) => [fact, sum(({ missingFacts }) => missingFacts[fact])]),
    ) as MissingFacts,
    unjudgedDeactivations: sum(({ unjudgedDeactivations }) => unjudgedDeactivations),
  };
}

/** Returns a number for every hop. */
export function perHop(value: (hop: Hop) => number): Readonly<Record<Hop, number>> {
  return Object.fromEntries(hops.map((hop) => [hop, value(hop)])) as Record<Hop, number>;
}

/** Returns the span from the earliest to the latest time. Any number of times; Math.min is limited in its arguments. */
export function timeSpan(times: readonly number[]): TimeSpan | undefined {
  const [first] = times;
  if (first === undefined) return undefined;
  return times.reduce(
    ({ firstAt, lastAt }, at) => ({ firstAt: Math.min(firstAt, at), lastAt: Math.max(lastAt, at) }),
    { firstAt: first, lastAt: first },
  );
}
