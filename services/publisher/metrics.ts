import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type Publisher } from "./publisher.ts";

/** The publisher's figures for Prometheus, read from it at every scrape. */
export function publisherMetrics(publisher: Publisher): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: "publisher_readings_total",
    help: "Readings made, by what became of them: acknowledged, unknown (sent at QoS 0, which has no acknowledgement), dropped (buffer full) or refused by the broker",
    labelNames: ["device", "outcome"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { id, acknowledged, unknown, dropped, refused } of publisher.devices) {
        this.inc({ device: id, outcome: "acknowledged" }, acknowledged);
        this.inc({ device: id, outcome: "unknown" }, unknown);
        this.inc({ device: id, outcome: "dropped" }, dropped);
        this.inc({ device: id, outcome: "refused" }, refused);
      }
    },
  });
  new Gauge({
    name: "publisher_readings_waiting",
    help: "Readings made that are in the buffer or on the way to the broker",
    labelNames: ["device"],
    registers: [registry],
    collect() {
      for (const { id, waiting } of publisher.devices) this.set({ device: id }, waiting);
    },
  });
  new Counter({
    name: "publisher_acknowledged_without_subscriber_total",
    help: "Readings that the broker acknowledged while nobody was subscribed to the topic",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(publisher.acknowledgedWithoutSubscriber);
    },
  });
  new Gauge({
    name: "publisher_connected",
    help: "1 while the connection to the broker is up, otherwise 0",
    registers: [registry],
    collect() {
      this.set(publisher.connected ? 1 : 0);
    },
  });
  return registry;
}
