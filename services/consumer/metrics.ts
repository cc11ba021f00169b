import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { escapedText } from "../shared/text/escaped-text.ts";
import { type Consumer } from "./consumer.ts";
import { type ReadingHandler } from "./reading-handler.ts";

/** Counters of records that are no new readings, by name. */
const counters: Readonly<
  Record<
    string,
    { readonly help: string; readonly count: (consumer: Consumer, readings: ReadingHandler) => number }
  >
> = {
  consumer_read_again_total: {
    help: "Records read again after they had been handled, which are skipped",
    count: ({ counts }) => counts.readAgain,
  },
  consumer_removed_total: {
    help: "Records that Kafka removed (retention, deletion) before they were read",
    count: ({ counts }) => counts.removed,
  },
  consumer_topics_recreated_total: {
    help: "Times that the topic was deleted and created again, and read from its beginning",
    count: ({ counts }) => counts.recreated,
  },
  consumer_unreadable_total: {
    help: "Records that are not readings",
    count: (_consumer, { unreadableCount }) => unreadableCount,
  },
};

/** Returns the consumer's metrics for Prometheus, read at every scrape. */
export function consumerMetrics(consumer: Consumer, readings: ReadingHandler): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const perDevice = (
    name: string,
    help: string,
    count: "received" | "duplicates" | "reordered" | "untraced",
  ) =>
    new Counter({
      name,
      help,
      labelNames: ["device"],
      registers: [registry],
      collect() {
        this.reset();
        for (const device of readings.devices) this.inc({ device: escapedText(device.id) }, device[count]);
      },
    });
  perDevice("consumer_readings_total", "Readings consumed, including duplicates", "received");
  perDevice("consumer_duplicates_total", "Readings consumed again", "duplicates");
  perDevice("consumer_reordered_total", "Readings consumed after a later one of the same run", "reordered");
  perDevice("consumer_untraced_total", "Readings without run and seq", "untraced");
  new Gauge({
    name: "consumer_gaps",
    help: "Seqs missing below higher ones",
    labelNames: ["device"],
    registers: [registry],
    collect() {
      for (const { id, gaps } of readings.devices) this.set({ device: escapedText(id) }, gaps);
    },
  });
  for (const [name, { help, count }] of Object.entries(counters)) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(count(consumer, readings));
      },
    });
  }
  new Gauge({
    name: "consumer_ready",
    help: "1 while the consumer is a member of its group and Kafka answers, otherwise 0",
    registers: [registry],
    collect() {
      this.set(consumer.notReady === undefined ? 1 : 0);
    },
  });
  return registry;
}
