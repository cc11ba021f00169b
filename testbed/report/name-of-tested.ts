import { type Bridge } from "../pipeline/bridge.ts";
import { type ForeignPipeline, withoutPassword } from "../pipeline/foreign/foreign-pipeline.ts";

/** What may stand in the place of the project's own connector, or of its whole pipeline. */
export interface Tested {
  readonly bridge?: Bridge;
  readonly foreign?: ForeignPipeline;
}

/** Names what is under test. */
export function nameOfTested({ bridge, foreign }: Tested): string {
  if (foreign !== undefined) return `${withoutPassword(foreign.mqttUrl)} → ${foreign.kafkaBrokers}`;
  switch (bridge?.kind) {
    case undefined:
      return "mqtt-source";
    case "program":
      return bridge.name ?? bridge.command;
    case "connector":
      return bridge.config["connector.class"] ?? bridge.plugin;
  }
}
