import { withoutCredentials } from "../../services/shared/text/without-credentials.ts";
import { type RunOptions } from "./run-options.ts";

/** Returns the name of the bridge, or of the foreign pipeline, under test, without the credentials of URLs in it. */
export function testedName({ bridge, foreign }: Pick<RunOptions, "bridge" | "foreign">): string {
  if (foreign !== undefined) return `${foreign.mqtt} → ${foreign.kafkaBrokers}`;
  switch (bridge?.kind) {
    case undefined:
      return "mqtt-source";
    case "program":
      return bridge.name ?? withoutCredentials(bridge.command);
    case "connector":
      return bridge.name ?? bridge.config["connector.class"] ?? bridge.plugin;
  }
}
