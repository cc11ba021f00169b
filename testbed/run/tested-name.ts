import { withoutPassword } from "../pipeline/foreign/foreign-pipeline.ts";
import { type RunOptions } from "./run-options.ts";

/** Returns the name of the bridge, or of the foreign pipeline, under test. */
export function testedName({ bridge, foreign }: Pick<RunOptions, "bridge" | "foreign">): string {
  if (foreign !== undefined) return `${withoutPassword(foreign.mqttUrl)} → ${foreign.kafkaBrokers}`;
  switch (bridge?.kind) {
    case undefined:
      return "mqtt-source";
    case "program":
      return bridge.name ?? bridge.command;
    case "connector":
      return bridge.name ?? bridge.config["connector.class"] ?? bridge.plugin;
  }
}
