import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type Link } from "./link/link.ts";
import { type LinkStatus } from "./link/link-status.ts";

/** Returns the proxy's metrics for Prometheus, read from its links at every scrape. */
export function proxyMetrics(links: readonly Link[]): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGauges(registry, links);
  addCounters(registry, links);
  return registry;
}

function addGauges(registry: Registry, links: readonly Link[]): void {
  const gauge = (name: string, help: string, figure: (status: LinkStatus) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["link"],
      registers: [registry],
      collect() {
        for (const { status } of links) this.set({ link: status.link }, figure(status));
      },
    });
  gauge("proxy_link_cut", "1 if the link is cut, otherwise 0", ({ state }) => Number(state === "cut"));
  gauge("proxy_link_hanging", "1 if the link hangs, otherwise 0", ({ state }) =>
    Number(state === "hang" || state === "drop"),
  );
  gauge(
    "proxy_link_bandwidth_bytes_per_second",
    "Bandwidth of each direction of the link; +Inf: unlimited",
    ({ kilobytesPerSecond }) => (kilobytesPerSecond ?? Number.POSITIVE_INFINITY) * 1_000,
  );
  gauge("proxy_link_delay_seconds", "Delay of each direction of the link", ({ delayMs }) => delayMs / 1_000);
  gauge("proxy_connections_open", "Open connections", ({ connections }) => connections.open);
  gauge("proxy_bytes_waiting", "Bytes read and not passed yet", ({ bytes }) => bytes.waiting);
}

function addCounters(registry: Registry, links: readonly Link[]): void {
  const counter = (
    name: string,
    help: string,
    labelName: string,
    figures: (status: LinkStatus) => Record<string, number> | undefined,
  ) =>
    new Counter({
      name,
      help,
      labelNames: ["link", labelName],
      registers: [registry],
      collect() {
        this.reset();
        for (const { status } of links) {
          for (const [label, figure] of Object.entries(figures(status) ?? {})) {
            this.inc({ link: status.link, [labelName]: label }, figure);
          }
        }
      },
    });
  counter(
    "proxy_connections_total",
    "Connections accepted, and of those the ones refused by the target, reset by a cut, silenced by a hang or held during one",
    "event",
    ({ connections: { open: _, ...events } }) => events,
  );
  counter(
    "proxy_bytes_total",
    "Bytes passed to the target and to the client, and bytes discarded because their connection ended or fell silent",
    "outcome",
    ({ bytes: { toTarget, toClient, discarded } }) => ({ toTarget, toClient, discarded }),
  );
  counter(
    "proxy_tap_total",
    "Events of the link's tap: readings delivered and acknowledged, untraced messages, undecodable connections, " +
      "facts that could not be written",
    "event",
    ({ tap }) => tap && { ...tap },
  );
}
