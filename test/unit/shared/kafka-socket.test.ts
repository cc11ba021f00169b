import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { pino } from "pino";
import { expect, test } from "vitest";
import { kafkaClient } from "../../../services/shared/kafka.ts";

const apiVersions = 18;

const int16 = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from(Uint8Array.of(value >> 8, value))));
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const string = (text: string) => Buffer.concat([int16(text.length), Buffer.from(text)]);

/** An answer to ApiVersions v2 that offers nothing but itself and Metadata v6. (Kafka protocol guide.) */
const versions = Buffer.concat([int16(0), int32(2), int16(3, 6, 6), int16(apiVersions, 0, 2), int32(0)]);
/** An answer to Metadata v6: this one broker, and no topics. */
const metadata = (port: number) =>
  Buffer.concat([
    ...[int32(0), int32(1), int32(1), string("127.0.0.1"), int32(port), int16(-1)],
    ...[string("cluster"), int32(1), int32(0)],
  ]);

/** Listens as a broker does, and calls `answer` for each request. */
async function brokerThat(answer: (socket: Socket, apiKey: number, response: Buffer) => void) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (request) => {
      const apiKey = request.readInt16BE(4);
      const { port } = server.address() as AddressInfo;
      const body = Buffer.concat([
        request.subarray(8, 12),
        apiKey === apiVersions ? versions : metadata(port),
      ]);
      answer(socket, apiKey, Buffer.concat([int32(body.length), body]));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

test("a connection that breaks in the middle of an answer does not spoil the one after it", async () => {
  let broken = 0;
  await using server = await brokerThat((socket, apiKey, response) => {
    if (apiKey === apiVersions || broken === 1) socket.write(response);
    else {
      broken += 1;
      socket.write(response.subarray(0, response.length / 2), () => socket.destroySoon());
    }
  });
  const { port } = server.address() as AddressInfo;
  const admin = kafkaClient("test", [`127.0.0.1:${port}`], pino({ level: "silent" })).admin();
  await admin.connect();
  await expect(admin.describeCluster()).rejects.toThrow("Closed connection");
  expect(await admin.describeCluster()).toMatchObject({ clusterId: "cluster" });
  await admin.disconnect();
});

test("answers that come byte by byte, or several at once, are read one by one", async () => {
  let metadataAnswers: Buffer[] = [];
  await using server = await brokerThat((socket, apiKey, response) => {
    if (apiKey === apiVersions) {
      for (const byte of response) socket.write(Buffer.of(byte));
      return;
    }
    metadataAnswers.push(response);
    if (metadataAnswers.length < 2) return;
    socket.write(Buffer.concat(metadataAnswers));
    metadataAnswers = [];
  });
  const { port } = server.address() as AddressInfo;
  const admin = kafkaClient("test", [`127.0.0.1:${port}`], pino({ level: "silent" })).admin();
  await admin.connect();
  const both = await Promise.all([admin.describeCluster(), admin.describeCluster()]);
  expect(both).toMatchObject([{ clusterId: "cluster" }, { clusterId: "cluster" }]);
  await admin.disconnect();
});
