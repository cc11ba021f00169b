import { pino } from "pino";
import { expect, test } from "vitest";
import { createTopics } from "../../../../services/provision/topics.ts";
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
