import { z } from "zod";
import { connectClient, connectFiles } from "../provision/connect-client.ts";
import { EnvironmentError, port, serviceSettings, traceCarrier, wholeNumber } from "../shared/environment.ts";
import { HttpClient } from "../shared/http/http-client.ts";
import { metricsUser } from "../shared/metrics/connector-metrics.ts";
import { MqttBroker, MqttBrokerError, type MqttBrokerNames } from "../shared/mqtt/mqtt-broker.ts";
import { MqttUrlError, parseMqttUrl } from "../shared/mqtt/mqtt-url.ts";
import { isTopicTemplate, topicTemplateAllowed } from "../shared/mqtt/topic-template.ts";
import { defaultTopic } from "../shared/topics.ts";
import { loadProfiles } from "./fleet/load-profile.ts";
import { defaultRoute, type Route } from "./fleet/route.ts";

const longestIntervalMs = 3_600_000;
const longestLoadMs = 24 * 3_600_000;

const deviceIdsAllowed =
  "a comma-separated list of different ids is allowed, each 1 to 64 letters, digits, dots, dashes or underscores";

const deviceIds = z
  .string()
  .transform((list) => list.split(",").map((id) => id.trim()))
  .refine(
    (ids) => ids.every((id) => /^[\w.-]{1,64}$/.test(id)) && new Set(ids).size === ids.length,
    deviceIdsAllowed,
  );

const routeAllowed = "a JSON list of at least one [x, y] pair of numbers is allowed, like [[0,0],[2.5,1]]";

const route = z.string().transform((text, context): Route => {
  const positions = z
    .array(z.tuple([z.number(), z.number()]))
    .nonempty()
    .safeParse(parseJson(text));
  if (positions.success) {
    const [first, ...others] = positions.data.map(([x, y]) => ({ x, y }));
    if (first !== undefined) return [first, ...others];
  }
  context.addIssue({ code: "custom", message: routeAllowed });
  return z.NEVER;
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const mqttUrl = z.string().superRefine((url, context) => {
  try {
    parseMqttUrl(url);
  } catch (error) {
    if (!(error instanceof MqttUrlError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
});

/** File of a connection to another part. */
const file = (description: string, unset: string) => z.string().optional().meta({ description, unset });

/** Address of a part that the status page shows. */
const httpUrl = z.url({ protocol: /^https?$/, hostname: /./, error: "http://host:port is allowed" });

/** Addresses of parts that answer alike: the workers of one Connect group. */
const httpUrls = z
  .string()
  .transform((list) => list.split(",").map((url) => url.trim()))
  .pipe(z.array(httpUrl, { error: "a comma-separated list of http://host:port is allowed" }));

const qosByText = { "0": 0, "1": 1, "2": 2 } as const;

/** Quality of service at which readings are published, MQTT 5 section 4.3. */
export const mqttQos = z
  .enum(["0", "1", "2"], { error: "0, 1 or 2 is allowed" })
  .transform((text) => qosByText[text]);

/** Settings of devices and delivery, for users to choose. */
export const deviceSettings = {
  DEVICES: deviceIds.default(["3DF92-192", "4HHC2-392"]).meta({ description: "comma-separated device ids" }),
  MIN_INTERVAL_MS: wholeNumber(1, longestIntervalMs)
    .default(1_000)
    .meta({ description: "shortest wait between two readings of a device, in milliseconds" }),
  MAX_INTERVAL_MS: wholeNumber(1, longestIntervalMs)
    .default(2_000)
    .meta({ description: "longest wait between two readings of a device, in milliseconds" }),
  ROUTE: route.default(defaultRoute).meta({
    description: "closed route of the devices as JSON, [[x,y],…]",
    unset: `a round of ${defaultRoute.length} points`,
  }),
  SEED: wholeNumber(0, 2 ** 31 - 1)
    .optional()
    .meta({
      description: "seed of the random waits: the same seed, the same waits",
      unset: "a new one each time",
    }),
  MQTT_TOPIC: z
    .string()
    .refine(isTopicTemplate, topicTemplateAllowed)
    .default(defaultTopic)
    .meta({ description: "topic to publish to; with a level {shard} the devices are spread over several" }),
  MQTT_SHARDS: wholeNumber(1, 1_000)
    .default(4)
    .meta({ description: "number of topics, if MQTT_TOPIC has the level {shard}: 0, 1, 2 … in its place" }),
  MQTT_QOS: mqttQos
    .default(1)
    .meta({ description: "quality of service of publisher and connector: 0, 1, 2" }),
  BUFFER_LIMIT: wholeNumber(1, 10_000_000, "readings")
    .default(100_000)
    .meta({ description: "readings buffered while the MQTT broker is away" }),
  TRACE: traceCarrier,
} as const;

/** Settings that load runs make. */
export const loadSettings = {
  CONNECTIONS: wholeNumber(1, 1_000)
    .default(1)
    .meta({ description: "MQTT connections, shared by the devices" }),
  LOAD_PROFILE: z
    .enum(loadProfiles, { error: `${loadProfiles.join(", ")} is allowed` })
    .default("steady")
    .meta({ description: `load profile: ${loadProfiles.join(", ")}` }),
  LOAD_LENGTH_MS: wholeNumber(1, longestLoadMs)
    .optional()
    .meta({ description: "length of the load, in milliseconds", unset: "no end" }),
} as const;

/** Environment variables of the publisher, their allowed values and defaults. */
export const publisherSettings = z
  .object({
    ...serviceSettings,
    PORT: port(3000),
    MQTT_URL: mqttUrl.default("mqtt://127.0.0.1:1883").meta({ description: "URL of the MQTT broker" }),
    MQTT_CREDENTIALS_FILE: file("user name and password for the broker, a line each", "those in MQTT_URL"),
    MQTT_CA_FILE: file("trusted certificates for mqtts:// (PEM)", "those of Node.js"),
    MQTT_CERT_FILE: file("client certificate for mqtts:// (PEM)", "none"),
    MQTT_KEY_FILE: file("key of the client certificate (PEM)", "none"),
    ...deviceSettings,
    ...loadSettings,
    CONSUMER_URL: httpUrls.optional().meta({
      description: "comma-separated URLs of the consumers of a group, for the status page",
      unset: "not shown",
    }),
    CONSUMER_TOKEN_FILE: file("bearer token of the consumer, on the file's only line", "none"),
    CONNECT_URL: httpUrls.optional().meta({
      description: "comma-separated URLs of the Kafka Connect workers' REST API, for the status page",
      unset: "not shown",
    }),
    CONNECT_METRICS_URL: httpUrls.optional().meta({
      description: "comma-separated URLs of the Kafka Connect workers' metrics, for the status page",
      unset: "not shown",
    }),
    ...connectFiles,
    CONNECT_METRICS_PASSWORD_FILE: file(
      `password of the user ${metricsUser} for Kafka Connect's metrics, on the file's only line`,
      "none",
    ),
  })
  .refine((settings) => settings.MIN_INTERVAL_MS <= settings.MAX_INTERVAL_MS, {
    path: ["MIN_INTERVAL_MS"],
    error: "at most MAX_INTERVAL_MS is allowed",
  });

/** Variables of the connection to the broker. */
export const brokerVariables = {
  url: "MQTT_URL",
  credentials: "MQTT_CREDENTIALS_FILE",
  ca: "MQTT_CA_FILE",
  cert: "MQTT_CERT_FILE",
  key: "MQTT_KEY_FILE",
} as const satisfies MqttBrokerNames;

/** Returns the broker of the settings; reads its files. @throws {EnvironmentError} if one cannot be used */
export function brokerOf(settings: z.output<typeof publisherSettings>): MqttBroker {
  const given = Object.entries(brokerVariables).map(([name, variable]) => [name, settings[variable]]);
  try {
    return MqttBroker.open({ url: settings.MQTT_URL, ...Object.fromEntries(given) }, brokerVariables);
  } catch (error) {
    if (error instanceof MqttBrokerError) throw new EnvironmentError(error.message);
    throw error;
  }
}

/** Returns the clients of the consumers; reads their files. `undefined` if there are none. @throws {EnvironmentError} if one cannot be used */
export function consumersOf(settings: z.output<typeof publisherSettings>): readonly HttpClient[] | undefined {
  const { CONSUMER_URL: urls, HTTP_CA_FILE: ca, CONSUMER_TOKEN_FILE: token } = settings;
  const variables = { ca: "HTTP_CA_FILE", token: "CONSUMER_TOKEN_FILE" } as const;
  return urls?.map((url) => HttpClient.open({ url, ca, token }, variables));
}

/** Returns the clients of Kafka Connect and of its metrics; reads their files. @throws {EnvironmentError} if one cannot be used */
export function connectOf(settings: z.output<typeof publisherSettings>): {
  readonly connect: HttpClient | undefined;
  readonly metrics: readonly HttpClient[];
} {
  const {
    CONNECT_URL,
    CONNECT_METRICS_URL = [],
    HTTP_CA_FILE: ca,
    CONNECT_METRICS_PASSWORD_FILE: token,
  } = settings;
  return {
    connect: CONNECT_URL && HttpClient.anyOf(CONNECT_URL.map((url) => connectClient(url, settings))),
    metrics: CONNECT_METRICS_URL.map((url) =>
      HttpClient.open(
        { url, ca, token, user: metricsUser },
        { ca: "HTTP_CA_FILE", token: "CONNECT_METRICS_PASSWORD_FILE" },
      ),
    ),
  };
}
