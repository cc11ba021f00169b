import { z } from "zod";
import { traceCarriers } from "./reading/trace.ts";

/** Settings from the environment that cannot be used; the message names every one, its value and what is allowed. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/**
 * Reads settings from the environment through a schema whose keys are the variables' names.
 * An empty variable counts as not set, because compose files pass unset variables on as empty ones.
 * @throws {EnvironmentError} listing all problems at once
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
      : `${name}=${value} is refused: ${issue.message}`;
  });
  throw new EnvironmentError([...new Set(problems)].join("\n"));
}

/** A whole number within limits, written in decimal. `unit` is part of the message. */
export function wholeNumber(min: number, max: number, unit = "") {
  const allowed = `a whole number from ${min} to ${max}${unit && ` ${unit}`} is allowed`;
  return z
    .string()
    .regex(/^-?\d+$/, { error: allowed, abort: true })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: allowed, abort: true });
}

/** How much a service logs. */
export const logLevel = z
  .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
    error: "fatal, error, warn, info, debug, trace or silent is allowed",
  })
  .default("info");

/** Settings that both services have. */
export const serviceSettings = {
  HOST: z.string().default("127.0.0.1"),
  JOURNAL: z.string().optional(),
  LOG_LEVEL: logLevel,
} as const;

/** Where run and seq travel. */
export const traceCarrier = z
  .enum(traceCarriers, { error: `${traceCarriers.join(" or ")} is allowed` })
  .default("properties");

const hostAndPort = /^[^\s:,]+:\d{1,5}$/;

/** Where Kafka answers. */
export const kafkaBrokers = z
  .string()
  .transform((list) => list.split(",").map((broker) => broker.trim()))
  .refine(
    (list) => list.every((broker) => hostAndPort.test(broker)),
    "a comma-separated list of host:port is allowed",
  );

/** A topic's name by Kafka's rule. */
export const kafkaTopic = z
  .string()
  .regex(/^(?!\.{1,2}$)[\w.-]{1,249}$/, "1 to 249 letters, digits, dots, dashes or underscores are allowed");

/** A TCP port; 0 lets the operating system choose. */
export const port = () => wholeNumber(0, 65535);
