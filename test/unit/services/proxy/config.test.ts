import { expect, test } from "vitest";
import { proxySettings } from "../../../../services/proxy/config.ts";
import { readEnvironment } from "../../../../services/shared/environment.ts";

const read = (environment: NodeJS.ProcessEnv) => readEnvironment(proxySettings, environment);

test("a link has an address that it listens on and a target", () => {
  expect(read({ LINKS: "mqtt-bridge=0.0.0.0:1885>mosquitto:1883" })).toEqual({
    HOST: "127.0.0.1",
    HTTP_HOSTS: [],
    PORT: 3002,
    LOG_LEVEL: "info",
    TRACE: "properties",
    LINKS: [
      {
        name: "mqtt-bridge",
        link: "mqtt-bridge",
        listen: { host: "0.0.0.0", port: 1885 },
        target: { host: "mosquitto", port: 1883 },
      },
    ],
  });
});

test("one proxy can carry all links, on ports chosen by the operating system", () => {
  const links = [
    "publisher-mqtt=127.0.0.1:0>a:1",
    "mqtt-bridge=127.0.0.1:0>b:2",
    "bridge-kafka=127.0.0.1:0>c:3",
    "kafka-consumer=127.0.0.1:0>d.example:65535",
  ];
  const { LINKS } = read({ LINKS: links.join(", ") });
  expect(
    LINKS.map(({ link, listen, target }) => `${link}=${listen.port}>${target.host}:${target.port}`),
  ).toEqual([
    "publisher-mqtt=0>a:1",
    "mqtt-bridge=0>b:2",
    "bridge-kafka=0>c:3",
    "kafka-consumer=0>d.example:65535",
  ]);
});

test("a link of a cluster has a leg for each process at its end, with a name of its own", () => {
  const { LINKS } = read({
    LINKS: "bridge-kafka@kafka-1=127.0.0.1:0>a:1,bridge-kafka@kafka-2=127.0.0.1:0>b:2",
  });
  expect(LINKS.map(({ name, link }) => [name, link])).toEqual([
    ["bridge-kafka@kafka-1", "bridge-kafka"],
    ["bridge-kafka@kafka-2", "bridge-kafka"],
  ]);
});

const allowed =
  "a comma-separated list of link=listenHost:listenPort>targetHost:targetPort is allowed, " +
  "like mqtt-bridge=0.0.0.0:1885>mosquitto:1883; each of the links " +
  "publisher-mqtt, mqtt-bridge, bridge-kafka, kafka-consumer, kafka-kafka, or each leg of one, like bridge-kafka@kafka-2, at most once; " +
  "ports to 65535, and no target port 0";

test.each([
  "mosquitto=0.0.0.0:1885>mosquitto:1883",
  "mqtt-bridge=1885>mosquitto:1883",
  "mqtt-bridge=0.0.0.0:1885",
  "mqtt-bridge=0.0.0.0:1885>mosquitto",
  "mqtt-bridge=0.0.0.0:65536>mosquitto:1883",
  "mqtt-bridge=0.0.0.0:1885>mosquitto:65536",
  "mqtt-bridge=0.0.0.0:1885>mosquitto:0",
  "mqtt-bridge=0.0.0.0:1885>mosquitto:1883,",
  "mqtt-bridge=a:1>b:1883,mqtt-bridge=a:2>b:1883",
  "bridge-kafka@kafka-1=a:1>b:1883,bridge-kafka@kafka-1=a:2>b:1883",
  "bridge-kafka@=a:1>b:1883",
])("LINKS=%s is refused with the value and the allowed format", (value) => {
  expect(() => read({ LINKS: value })).toThrow(new RegExp(`^LINKS=${value} is refused: ${allowed}$`));
});

test("LINKS is required", () => {
  expect(() => read({})).toThrow(`LINKS is not set: ${allowed}`);
});
