import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type Publisher } from "./publisher.ts";

/** Returns the publisher's metrics for Prometheus, read at every scrape. */
export function publisherMetrics({ counters, sender }: Publisher): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: "publisher_readings_total",
    help: "Readings made, by what became of them: acknowledged, unknown (sent at QoS 0, which has no acknowledgement), dropped (buffer full) or refused by the broker",
    labelNames: ["device", "outcome"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [device, { acknowledged, unknown, dropped, refused }] of counters.entries()) {
        this.inc({ device, outcome: "acknowledged" }, acknowledged);
        this.inc({ device, outcome: "unknown" }, unknown);
        this.inc({ device, outcome: "dropped" }, dropped);
        this.inc({ device, outcome: "refused" }, refused);
      }
    },
  });
  new Gauge({
    name: "publisher_readings_waiting",
    help: "Readings made that are in the buffer or on the way to the broker",
    labelNames: ["device"],
    registers: [registry],
    collect() {
      for (const [device, { waiting }] of counters.entries()) this.set({ device }, waiting);
    },
  });
  new Counter({
    name: "publisher_acknowledged_without_subscriber_total",
    help: "Readings that the broker acknowledged while nobody was subscribed to the topic",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(sender.acknowledgedWithoutSubscriber);
    },
  });
  new Gauge({
    name: "publisher_connected",
    help: "1 while the connection to the broker is up, otherwise 0",
    registers: [registry],
    collect() {
      this.set(sender.connected ? 1 : 0);
    },
  });
  return registry;
}
