import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { TopicLookup } from "../../../../../services/consumer/topics/topic-lookup.ts";

test("a broker that accepts connections and does not answer is given up within seconds", {
  timeout: 15_000,
}, async () => {
  await using server = createServer((socket) => void socket.resume()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using lookup = new TopicLookup({ brokers: [`127.0.0.1:${port}`], groupId: "g" });
  await expect(lookup.find("coffee")).rejects.toThrow();
});
