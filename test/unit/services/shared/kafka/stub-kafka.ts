import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { ResponseBuffer } from "../../../../../services/shared/kafka/response-buffer.ts";

/** API keys of the requests that the stub answers. (Kafka protocol guide, "The Messages".) */
export const apiKeys = { metadata: 3, apiVersions: 18, createTopics: 19 } as const;

const int16 = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from(Uint8Array.of(value >> 8, value))));
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const string = (text: string) => Buffer.concat([int16(text.length), Buffer.from(text)]);

/** Response to ApiVersions v2: the requests that the stub answers, each in one version. */
const versions = Buffer.concat([
  ...[int16(0), int32(3)],
  ...[int16(apiKeys.metadata, 6, 6), int16(apiKeys.apiVersions, 0, 2), int16(apiKeys.createTopics, 2, 2)],
  int32(0),
]);

/** Response to Metadata v6: this one broker, no topics. */
const metadata = (host: string, port: number, controller: number) =>
  Buffer.concat([
    ...[int32(0), int32(1), int32(1), string(host), int32(port), int16(-1)],
    ...[string("cluster"), int32(controller), int32(0)],
  ]);

/** Response to CreateTopics v2: no topic, no error. */
const created = Buffer.concat([int32(0), int32(0)]);

/** Address and TLS of a stub broker. */
export interface StubKafkaOptions {
  /** Address to listen on; default: 127.0.0.1. */
  readonly host?: string;
  /** Default: plain text. */
  readonly tls?: TlsOptions;
}

/**
 * Starts a stub broker on a free port. `answer` is called for each request with the whole response and decides which bytes to
 * send. `controllerId` returns the controller for Metadata; -1: none.
 */
export async function stubKafka(
  answer: (socket: Socket, apiKey: number, response: Buffer) => void,
  controllerId = () => 1,
  { host = "127.0.0.1", tls }: StubKafkaOptions = {},
): Promise<{ readonly server: Server; readonly address: string }> {
  const answerRequest = (socket: Socket, request: Buffer) => {
    const apiKey = request.readInt16BE(4);
    const { port } = server.address() as AddressInfo;
    const body = {
      [apiKeys.apiVersions]: versions,
      [apiKeys.metadata]: metadata(host, port, controllerId()),
      [apiKeys.createTopics]: created,
    }[apiKey];
    if (body === undefined) throw new Error(`no answer to request ${apiKey}`);
    const correlated = Buffer.concat([request.subarray(8, 12), body]);
    answer(socket, apiKey, Buffer.concat([int32(correlated.length), correlated]));
  };
  const serve = (socket: Socket) => {
    // A request has its size in front, as a response has; it may arrive in pieces.
    const requests = new ResponseBuffer();
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      for (const request of requests.take(chunk)) answerRequest(socket, request);
    });
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { server, address: `${host.includes(":") ? `[${host}]` : host}:${port}` };
}
