import { loopback, type Ports } from "./ports.ts";

/** Addresses of the parts of a running pipeline. */
export interface Addresses {
  /** `mqtt://host:port` */
  readonly mqttUrl: string;
  /** `host:port`, for all clients but Connect and the consumer, which have listeners of their own. */
  readonly kafkaBrokers: string;
  readonly connectUrl: string;
  /** Metrics of the Connect worker, as Prometheus text. */
  readonly connectMetricsUrl: string;
  readonly publisherUrl: string;
  readonly consumerUrl: string;
}

/** Returns the addresses of a pipeline on these ports. Everything listens on loopback only, whatever the runtime. */
export function addressesAt(ports: Ports): Addresses {
  return {
    mqttUrl: `mqtt://${loopback}:${ports.MQTT_PORT}`,
    kafkaBrokers: `${loopback}:${ports.KAFKA_PORT}`,
    connectUrl: `http://${loopback}:${ports.CONNECT_PORT}`,
    connectMetricsUrl: `http://${loopback}:${ports.CONNECT_METRICS_PORT}/metrics`,
    publisherUrl: `http://${loopback}:${ports.PUBLISHER_PORT}`,
    consumerUrl: `http://${loopback}:${ports.CONSUMER_PORT}`,
  };
}
