import { type LatencySpan } from "../../load/latencies.ts";
import { type FlowStage } from "../../load/timeline.ts";
import { figure } from "../text/figure.ts";
import { lostAtNotes } from "../text/lost-at-text.ts";
import { recoveryTime } from "../text/recovery-time.ts";
import { seconds } from "../text/seconds.ts";
import { type LoadReport } from "./load-report.ts";

/** Labels of the latency spans. */
export const spanLabels: Readonly<Record<LatencySpan, string>> = {
  publishToAcknowledged: "publish → acknowledged",
  sentToKafka: "sent → in Kafka",
  kafkaToConsumed: "in Kafka → consumed",
  endToEnd: "end to end",
};

/** Labels of the flow stages. */
export const stageLabels: Readonly<Record<FlowStage, string>> = {
  made: "made",
  acknowledged: "acknowledged",
  inKafka: "in Kafka",
  consumed: "consumed",
};

/** Returns the sentence on a rate that was not held; `undefined` if it was, or there was none. */
export function paceWarning({ pace }: Pick<LoadReport, "pace">): string | undefined {
  if (pace === null || pace.held) return undefined;
  return `The rate was not held: ${figure(pace.madeInTime)} of ${figure(pace.due)} readings were made in time.`;
}

/** Returns the recovery time with its limit, such as "1.5 s (allowed: 2.0 s)"; `undefined` without a fault or if it was not awaited. */
export function recoveryText({
  recovery,
  incomplete,
  outside,
}: Pick<LoadReport, "recovery" | "incomplete" | "outside">): string | undefined {
  if (recovery === null) return undefined;
  const { ms, limitMs } = recovery;
  // A run that ended early may have ended before it.
  if (ms === null && incomplete !== null) return undefined;
  const limit = limitMs === null ? "" : ` (allowed: ${seconds(limitMs)})`;
  return `${recoveryTime({ recovery, outside })}${limit}`;
}

/** Returns sentences on the hops of lost readings; a load run knows the last hop only. */
export function lossNotes({ lostAt }: Pick<LoadReport, "lostAt">): string[] {
  return [
    ...lostAtNotes({ lostAt }),
    ...(lostAt["no-evidence"] === 0
      ? []
      : [
          "no-evidence: not known at which hop before Kafka, since a load run has taps at publisher, Kafka and consumer only; drill the same bridge for that (npm run testbed -- drill --help).",
        ]),
  ];
}

/** Returns a title such as "load: 1,000 readings/s of 100 devices at QoS 1 for 30 s, steady, through mqtt-source". */
export function loadTitle({ load, fault }: Pick<LoadReport, "load" | "fault">): string {
  const { ratePerSecond, devices, qos, forMs, profile, bridge } = load;
  const rate =
    ratePerSecond === null ? "as many readings as go through" : `${figure(ratePerSecond)} readings/s`;
  return (
    `load: ${rate} of ${figure(devices)} devices at QoS ${qos} for ${figure(forMs / 1_000)} s, ` +
    `${profile}, through ${bridge}${fault === null ? "" : `, with ${fault.name}`}`
  );
}
