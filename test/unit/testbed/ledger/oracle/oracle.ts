import { isDeviceFact, type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type DeviceWord } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { type Hop } from "../../../../../testbed/ledger/verdict/hop.ts";
import {
  type Anomalies,
  type DeviceVerdict,
  type FilteredEvidence,
  type Verdict,
} from "../../../../../testbed/ledger/verdict/verdict.ts";
import { gapsOf, RunFacts } from "./run-facts.ts";
import { type OracleOptions, type RunLists, runLists } from "./run-lists.ts";

/**
 * Returns the verdict by the definitions of the words, one after the other, each over all facts: slow and obvious. Shares no
 * code with the ledger, only the types of facts and verdict.
 */
export function oracle(facts: readonly LedgerFact[], options: OracleOptions): Verdict {
  const deviceIds = [...new Set(facts.filter(isDeviceFact).map(({ device }) => device))].sort();
  const devices = deviceIds.map((device) => ({ device, lists: listsOf(device, facts, options) }));
  const all = devices.flatMap(({ lists }) => lists);
  const total = verdictOn(all);
  return {
    ...total,
    counts: {
      ...total.counts,
      filtered: facts.reduce((sum, fact) => sum + (fact.fact === "filtered" ? fact.count : 0), 0),
      untraced: facts.filter(({ fact }) => fact === "untraced").length,
    },
    devices: devices.map(({ device, lists }): DeviceVerdict => ({ device, ...verdictOn(lists) })),
    anomalies: anomaliesIn(all),
    filteredEvidence: filteredEvidence(facts, options),
    taps: options.taps,
    gaps: {
      publisher: gapsOf("publisher", facts),
      mqtt: gapsOf("mqtt", facts),
      "mqtt-bridge": gapsOf("mqtt-bridge", facts),
      bridge: gapsOf("bridge", facts),
      kafka: gapsOf("kafka", facts),
      consumer: gapsOf("consumer", facts),
    },
  };
}

function filteredEvidence(facts: readonly LedgerFact[], { taps }: OracleOptions): FilteredEvidence {
  if (!taps.includes("bridge")) return "not observed";
  const madeAt = facts.flatMap((fact) => (fact.fact === "made" ? [fact.at] : []));
  const firstMadeAt = Math.min(...madeAt);
  return gapsOf("bridge", facts).some(({ to }) => to >= firstMadeAt) ? "at least" : "exact";
}

/** Returns the lists of each run of a device: first the publisher's runs, in its order, then the others by name. */
function listsOf(device: string, facts: readonly LedgerFact[], options: OracleOptions): RunLists[] {
  const ofDevice = facts.filter(isDeviceFact).filter((fact) => fact.device === device);
  const published = ofDevice.filter(({ tap }) => tap === "publisher").map(({ run }) => run);
  const byName = ofDevice.map(({ run }) => run).sort();
  return [...new Set([...published, ...byName])].map((run) =>
    runLists(new RunFacts(device, run, facts), options),
  );
}

function anomaliesIn(all: readonly RunLists[]): Anomalies {
  return {
    dropped: all.flatMap(({ dropped }) => dropped),
    unsent: all.flatMap(({ unsent }) => unsent),
    unconfirmed: all.flatMap(({ unconfirmed }) => unconfirmed),
    lost: all.flatMap(({ lost }) => lost.map(({ madeAt: _, ...reading }) => reading)),
    duplicates: all.flatMap(({ duplicates }) => duplicates),
    reordered: all.flatMap(({ reordered }) => reordered.map(({ displacement: _, ...id }) => id)),
    late: all.flatMap(({ late }) => late),
    phantom: all.flatMap(({ phantom }) => phantom),
    corrupt: all.flatMap(({ corrupt }) => corrupt),
    missingFinal: all.flatMap(({ missingFinal }) => missingFinal),
    doubleFinal: all.flatMap(({ doubleFinal }) => doubleFinal),
    ghost: all.flatMap(({ ghost }) => ghost),
    deadLettered: all.flatMap(({ deadLettered }) => deadLettered),
  };
}

function verdictOn(all: readonly RunLists[]): Omit<DeviceVerdict, "device"> {
  const sum = (value: (lists: RunLists) => number) => all.map(value).reduce((a, b) => a + b, 0);
  const length = (word: DeviceWord) => sum((lists) => lists[word].length);
  const lost = all.flatMap((lists) => lists.lost);
  const lostAt = (hop: Hop) => lost.filter((reading) => reading.hop === hop).length;
  const times = lost.flatMap(({ madeAt }) => (madeAt === undefined ? [] : [madeAt]));
  const displacements = all.flatMap(({ reordered }) => reordered.map(({ displacement }) => displacement));
  return {
    counts: {
      made: length("made"),
      dropped: length("dropped"),
      unsent: length("unsent"),
      sent: length("sent"),
      acknowledged: length("acknowledged"),
      unknown: length("unknown"),
      unconfirmed: length("unconfirmed"),
      atBroker: length("atBroker"),
      inKafka: length("inKafka"),
      consumed: length("consumed"),
      lost: length("lost"),
      duplicates: length("duplicates"),
      reordered: length("reordered"),
      late: length("late"),
      phantom: length("phantom"),
      corrupt: length("corrupt"),
      missingFinal: length("missingFinal"),
      doubleFinal: length("doubleFinal"),
      ghost: length("ghost"),
      deadLettered: length("deadLettered"),
    },
    lostAt: {
      "publisher-mqtt": lostAt("publisher-mqtt"),
      "mqtt-bridge": lostAt("mqtt-bridge"),
      "mqtt-kafka": lostAt("mqtt-kafka"),
      "bridge-kafka": lostAt("bridge-kafka"),
      "kafka-consumer": lostAt("kafka-consumer"),
      "no-evidence": lostAt("no-evidence"),
    },
    lostDeadLettered: lost.filter(({ deadLettered }) => deadLettered).length,
    lostTime: times.length === 0 ? undefined : { firstAt: Math.min(...times), lastAt: Math.max(...times) },
    largestDisplacement: Math.max(0, ...displacements),
    uncheckedBytes: sum(({ uncheckedBytes }) => uncheckedBytes),
    uncheckedStatuses: sum(({ uncheckedStatuses }) => uncheckedStatuses),
    unconsumedPhantoms: sum(({ unconsumedPhantoms }) => unconsumedPhantoms),
    unmadeAtBroker: sum(({ unmadeAtBroker }) => unmadeAtBroker),
    missingFacts: {
      made: sum(({ missingFacts }) => missingFacts.made),
      sent: sum(({ missingFacts }) => missingFacts.sent),
      acknowledged: sum(({ missingFacts }) => missingFacts.acknowledged),
    },
    unjudgedDeactivations: sum(({ unjudgedDeactivations }) => unjudgedDeactivations),
  };
}
