import { isIPv6 } from "node:net";
import { z } from "zod";
import { doorSettings } from "./http/door/door-settings.ts";
import { traceCarriers } from "./reading/trace.ts";
import { escapedText } from "./text/escaped-text.ts";
import { valueWithoutCredentials } from "./text/without-credentials.ts";

/** Invalid settings in the environment; the message names each with its value, without credentials, and what is allowed. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/**
 * Reads settings from the environment through a schema whose keys are the names of the variables.
 * An empty variable counts as unset, because compose files pass unset variables on as empty ones.
 * @throws {EnvironmentError} with all problems at once
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ""),
  );
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = given[name];
    return value === undefined
      ? `${name} is not set: ${issue.message}`
      : `${name}=${escapedText(valueWithoutCredentials(value))} is refused: ${issue.message}`;
  });
  throw new EnvironmentError([...new Set(problems)].join("\n"));
}

/** Schema of a whole number within limits, in decimal. `unit` is part of the message. */
export function wholeNumber(min: number, max: number, unit = "") {
  const allowed = `a whole number from ${min} to ${max}${unit && ` ${unit}`} is allowed`;
  return z
    .string()
    .regex(/^-?\d+$/, { error: allowed, abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: allowed, abort: true });
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Log level of a service. */
export const logLevel = z
  .enum(logLevels, { error: "fatal, error, warn, info, debug, trace or silent is allowed" })
  .default("info")
  .meta({ description: `log level of the services: ${logLevels.join(", ")}` });

/** Settings of every service that runs until it is stopped. */
export const serviceSettings = {
  HOST: z.string().default("127.0.0.1").meta({ description: "address to listen on" }),
  ...doorSettings,
  JOURNAL: z.string().optional().meta({ description: "file of the journal", unset: "no journal" }),
  LOG_LEVEL: logLevel,
} as const;

/** Carrier of run and seq. */
export const traceCarrier = z
  .enum(traceCarriers, { error: `${traceCarriers.join(" or ")} is allowed` })
  .default("properties")
  .meta({
    description: "carrier of run and seq: properties (beside the payload) or payload (in it as well)",
  });

const highestPort = 65_535;

/** Whether this is `host:port`; an IPv6 address is in brackets (RFC 3986 section 3.2.2). */
function isHostAndPort(text: string): boolean {
  const [, literal, port] = /^(?:\[([^\]]+)\]|[^\s:,[\]]+):(\d{1,5})$/.exec(text) ?? [];
  return port !== undefined && Number(port) <= highestPort && (literal === undefined || isIPv6(literal));
}

/** Bootstrap servers of Kafka. */
export const kafkaBrokers = z
  .string()
  .transform((list) => list.split(",").map((broker) => broker.trim()))
  .refine(
    (list) => list.every(isHostAndPort),
    "a comma-separated list of host:port is allowed, with an IPv6 address in brackets",
  )
  .default(["127.0.0.1:9092"])
  .meta({ description: "comma-separated bootstrap servers of Kafka" });

/** Name of a topic by Kafka's rule. */
export const kafkaTopic = z
  .string()
  .regex(/^(?!\.{1,2}$)[\w.-]{1,249}$/, "1 to 249 letters, digits, dots, dashes or underscores are allowed");

/** TCP port to listen on; 0 lets the operating system choose. */
export const port = (usual: number) =>
  wholeNumber(0, highestPort).default(usual).meta({ description: "port to listen on; 0: any free port" });
