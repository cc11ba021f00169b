import { loopback, type Ports } from "./ports.ts";

/** Where the parts of a running pipeline answer. */
export interface Addresses {
  /** `mqtt://host:port` */
  readonly mqttUrl: string;
  /** `host:port`, for everybody but Connect and the consumer, who have listeners of their own */
  readonly kafkaBrokers: string;
  readonly connectUrl: string;
  readonly publisherUrl: string;
  readonly consumerUrl: string;
}

/** Where a pipeline on these ports answers. Everything listens on loopback only, whatever the runtime. */
export function addressesAt(ports: Ports): Addresses {
  return {
    mqttUrl: `mqtt://${loopback}:${ports.MQTT_PORT}`,
    kafkaBrokers: `${loopback}:${ports.KAFKA_PORT}`,
    connectUrl: `http://${loopback}:${ports.CONNECT_PORT}`,
    publisherUrl: `http://${loopback}:${ports.PUBLISHER_PORT}`,
    consumerUrl: `http://${loopback}:${ports.CONSUMER_PORT}`,
  };
}
