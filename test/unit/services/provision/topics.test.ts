import { KafkaJSProtocolError } from "kafkajs";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createTopics, untilLed } from "../../../../services/provision/topics.ts";
import { apiKeys, stubKafka } from "../shared/kafka/stub-kafka.ts";

test("topics are created as soon as Kafka knows its controller, without an error before", async () => {
  let asked = 0;
  let controlledWhenCreated: boolean | undefined;
  const isControlled = () => asked > 4;
  const kafka = await stubKafka(
    (socket, apiKey, response) => {
      if (apiKey === apiKeys.metadata) asked += 1;
      if (apiKey === apiKeys.createTopics) controlledWhenCreated = isControlled();
      socket.write(response);
    },
    () => (isControlled() ? 1 : -1),
  );
  await using _server = kafka.server;
  await createTopics([kafka.address], [{ topic: "coffee", numPartitions: 4 }], pino({ level: "silent" }));
  expect(controlledWhenCreated).toBe(true);
});

/** Returns an admin client that answers with these errors first, and the number of its answers. */
function adminWith(errors: readonly Error[]) {
  let asked = 0;
  const fetchTopicMetadata = () => {
    const { [asked]: error } = errors;
    asked += 1;
    return error === undefined ? Promise.resolve({ topics: [] }) : Promise.reject(error);
  };
  return { fetchTopicMetadata, asked: () => asked };
}

const protocolError = (type: string) => Object.assign(new KafkaJSProtocolError(new Error(type)), { type });

test("a new topic that the broker does not know yet, or that has no leader yet, is waited for", async () => {
  const admin = adminWith(["UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE"].map(protocolError));
  await untilLed(admin, ["coffee"]);
  expect(admin.asked()).toBe(3);
});

test("any other answer is an error at once", async () => {
  const admin = adminWith([protocolError("TOPIC_AUTHORIZATION_FAILED")]);
  await expect(untilLed(admin, ["coffee"])).rejects.toThrow("TOPIC_AUTHORIZATION_FAILED");
  expect(admin.asked()).toBe(1);
});
