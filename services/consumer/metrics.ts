import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type Consumer } from "./consumer.ts";
import { type Inbox } from "./inbox.ts";

/** The consumer's figures for Prometheus, read from it at every scrape. */
export function consumerMetrics(consumer: Consumer, inbox: Inbox): Registry {
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
        for (const device of inbox.devices) this.inc({ device: device.id }, device[count]);
      },
    });
  perDevice("consumer_readings_total", "Readings consumed, duplicates too", "received");
  perDevice("consumer_duplicates_total", "Readings consumed again", "duplicates");
  perDevice("consumer_reordered_total", "Readings consumed after a later one of the same run", "reordered");
  perDevice("consumer_untraced_total", "Readings without run and seq", "untraced");
  new Gauge({
    name: "consumer_gaps",
    help: "Seqs that are missing below higher ones",
    labelNames: ["device"],
    registers: [registry],
    collect() {
      for (const { id, gaps } of inbox.devices) this.set({ device: id }, gaps);
    },
  });
  new Counter({
    name: "consumer_read_again_total",
    help: "Records that came again after they had been handled, and were left out",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(consumer.readAgain);
    },
  });
  new Counter({
    name: "consumer_unreadable_total",
    help: "Records that are no readings",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(inbox.unreadableCount);
    },
  });
  new Gauge({
    name: "consumer_ready",
    help: "1 while records arrive as soon as they are there, otherwise 0",
    registers: [registry],
    collect() {
      this.set(consumer.notReady === undefined ? 1 : 0);
    },
  });
  return registry;
}
