import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { untilConnectAnswers, untilKafkaAnswers } from "../../../../services/provision/until-answering.ts";
import { HttpClient } from "../../../../services/shared/http/http-client.ts";
import { startStubHttp } from "../../../support/http/stub-http.ts";
import { closedAddress } from "../../../support/kafka/closed-address.ts";

const patient = AbortSignal.timeout(60_000);

test("Kafka is waited for until one of its servers accepts connections", async () => {
  const [down, later] = [await closedAddress(), await closedAddress()];
  const waiting = untilKafkaAnswers([down, later], patient);
  const server = createServer((socket) => socket.on("error", () => undefined));
  server.listen(Number(later.split(":")[1]), "127.0.0.1");
  await once(server, "listening");
  await expect(waiting).resolves.toBeUndefined();
  server.close();
});

test("Connect is waited for until it says that it is up", async () => {
  let asked = 0;
  await using connect = await startStubHttp(() => {
    asked += 1;
    return asked < 3 ? { status: 503, text: "starting" } : {};
  });
  await untilConnectAnswers(HttpClient.at(connect.url), patient);
  expect(connect.requests.map(({ url }) => url)).toEqual(Array(3).fill("/health"));
});

test("what does not answer in time is named with its address and the last failure", async () => {
  const address = await closedAddress();
  const past = AbortSignal.abort();
  await expect(untilKafkaAnswers([address], past)).rejects.toThrow(
    `Kafka at ${address} does not answer: connect ECONNREFUSED ${address}`,
  );
  await expect(untilConnectAnswers(HttpClient.at(`http://${address}`), past)).rejects.toThrow(
    `Kafka Connect at http://${address} does not answer: connect ECONNREFUSED ${address}`,
  );
  await using connect = await startStubHttp(() => ({ status: 503, text: "starting" }));
  await expect(untilConnectAnswers(HttpClient.at(connect.url), past)).rejects.toThrow(
    "does not answer: 503 starting",
  );
});
