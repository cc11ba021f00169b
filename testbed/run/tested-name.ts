import { withoutCredentials } from "../../services/shared/text/without-credentials.ts";
import { type ConsumerProgram } from "../pipeline/consumer/consumer-program.ts";
import { type RunOptions } from "./run-options.ts";

/** Returns the name of the bridge, or of the foreign pipeline, under test, and of the consumer under test, if there is one. Without the credentials of URLs in them. */
export function testedName({
  consumer,
  ...options
}: Pick<RunOptions, "bridge" | "consumer" | "foreign">): string {
  return consumer === undefined ? bridgeName(options) : `${bridgeName(options)} → ${consumerName(consumer)}`;
}

/** Returns the name of a consumer under test, without the credentials of URLs in it. */
export function consumerName({ name, command }: ConsumerProgram): string {
  return name ?? withoutCredentials(command);
}

/** Returns the name of the bridge, or of the foreign pipeline, under test, without the credentials of URLs in it. */
export function bridgeName({ bridge, foreign }: Pick<RunOptions, "bridge" | "foreign">): string {
  if (foreign !== undefined) return `${foreign.mqtt} → ${foreign.kafkaBrokers}`;
  switch (bridge?.kind) {
    case undefined:
      return "mqtt-source";
    case "program":
      return bridge.name ?? withoutCredentials(bridge.command);
    case "image":
      return bridge.name ?? withoutCredentials(bridge.image);
    case "connector":
      return bridge.name ?? bridge.config["connector.class"] ?? bridge.plugin;
  }
}
