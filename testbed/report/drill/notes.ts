import { counted, forCount } from "../../counted.ts";
import { effectNotes } from "../text/effect-notes.ts";
import { freeNotes } from "../text/free-notes.ts";
import { independentReadingNotes } from "../text/independent-reading-notes.ts";
import { lostAtNotes } from "../text/lost-at-text.ts";
import { seconds } from "../text/seconds.ts";
import { type DrillReport } from "./drill-report.ts";
import { filteredNotes } from "./filtered-notes.ts";

/** Returns sentences that explain the figures, for terminal and Markdown. */
export function notes(report: DrillReport): string[] {
  return [
    ...effectNotes(report),
    ...secureNotes(report),
    ...bridgeNotes(report),
    ...consumerNotes(report),
    ...plannedRestartNotes(report),
    ...lossNotes(report),
    ...independentReadingNotes(report),
    ...filteredNotes(report),
    ...freeNotes(report),
    ...(report.largestDisplacement > 0
      ? [`Largest displacement of a reordered reading: ${counted(report.largestDisplacement, "place")}.`]
      : []),
    ...mosquittoNotes(report),
    ...qosNotes(report),
    ...drainNotes(report),
    ...gapNotes(report),
  ];
}

function secureNotes({ drill }: DrillReport): string[] {
  if (!drill.secure) return [];
  return [
    "The proxy ended TLS on mqtt-bridge, to read what passes, and began it anew with the connector's certificate.",
  ];
}

function bridgeNotes({ bridgeEnded, consumerEnded }: DrillReport): string[] {
  const ends = Object.entries({ bridge: bridgeEnded, consumer: consumerEnded });
  return ends.flatMap(([part, end]) =>
    end === null
      ? []
      : [
          `The ${part} ended by itself ${seconds(end.atMs)} after the start of the load: ${end.reason.split("\n", 1)[0]}.`,
        ],
  );
}

function consumerNotes({ evidence: { consumer } }: DrillReport): string[] {
  if (consumer === null || consumer.cutLines === 0) return [];
  return [
    `The consumer's journal has ${consumer.cutLines === 1 ? "a line" : `${consumer.cutLines} lines`} without an end: cut by a kill, or not flushed after each record.`,
  ];
}

function plannedRestartNotes({ recovery: { cleanFailed } }: DrillReport): string[] {
  return cleanFailed === null ? [] : [`The planned restart for comparison failed: ${cleanFailed}.`];
}

function lossNotes({ lostAt, lostTime, lostDeadLettered }: DrillReport): string[] {
  return [
    ...lostAtNotes({ lostAt }),
    ...(lostTime
      ? [
          `The lost readings were made from ${seconds(lostTime.firstMadeMs)} to ${seconds(lostTime.lastMadeMs)}.`,
        ]
      : []),
    ...(lostDeadLettered > 0
      ? [
          `${lostDeadLettered} of the lost readings ${forCount(lostDeadLettered, "is", "are")} in the dead-letter topic.`,
        ]
      : []),
  ];
}

function mosquittoNotes({ atRisk }: DrillReport): string[] {
  if (atRisk === null) return [];
  return [
    `A killed Mosquitto can lose readings that it acknowledged since its last save (up to ${atRisk.autosaveMs} ms before) ` +
      `and had not delivered: ${atRisk.readings} at the time of the kill. This is a property of Mosquitto.`,
  ];
}

function qosNotes({ drill: { qos }, counts }: DrillReport): string[] {
  if (qos === 0) {
    return [
      `QoS 0 has no acknowledgements, so no reading counts as lost; ${counts.unconfirmed} of ${counts.sent} readings ` +
        "sent did not arrive (unconfirmed).",
    ];
  }
  if (qos === 1 || counts.duplicates === 0) return [];
  return [
    "At QoS 2, duplicates come from the publisher, which repeats incomplete deliveries over a new connection, and " +
      "from the bridge, whose session in Kafka is at least once.",
  ];
}

function drainNotes({ drain: { ended, quietMs, outstanding } }: DrillReport): string[] {
  if (ended === "nothing outstanding") return [];
  return [
    `The drain ended because no new reading arrived for ${seconds(quietMs)}; ` +
      `${counted(outstanding, "reading")} ${forCount(outstanding, "was", "were")} outstanding.`,
  ];
}

function gapNotes({ evidence }: DrillReport): string[] {
  const gaps = Object.entries(evidence.gaps)
    // A gap of the bridge's count concerns nothing else: the count is shown as "at least".
    .filter(([tap, all]) => tap !== "bridge" && all.length > 0);
  if (gaps.length === 0) return [];
  return [`Taps with gaps: ${gaps.map(([tap, all]) => `${tap} ${all.map(gapText).join(", ")}`).join("; ")}.`];
}

function gapText({
  fromMs,
  toMs,
}: DrillReport["evidence"]["gaps"][keyof DrillReport["evidence"]["gaps"]][number]) {
  return `${fromMs === null ? "from the beginning" : seconds(fromMs)} to ${toMs === null ? "the end" : seconds(toMs)}`;
}
