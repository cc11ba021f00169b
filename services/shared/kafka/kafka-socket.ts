import { Socket } from "node:net";

const sizeBytes = 4;
/** The value of kafkajs' own sockets. */
const keepAliveMs = 60_000;

/**
 * A socket to a broker whose `data` events are whole responses: a size, then that many bytes. (Kafka protocol guide,
 * "Protocol Primitives".)
 *
 * kafkajs 2.2.4 keeps a partial response when the connection breaks (`network/connection.js`) and appends the bytes of the
 * next connection to it. From then on no response matches a request, and each request waits for its timeout of 30 s: a
 * consumer whose link was cut within a response was away for minutes. Here a partial response is dropped with its socket.
 * (Probably tulios/kafkajs#715.)
 */
export class KafkaSocket extends Socket {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  /** Bytes needed for the next response, or for its size. */
  #neededBytes = sizeBytes;

  /** Connects, then calls `onConnect`. */
  static connect(host: string, port: number, onConnect: () => void): KafkaSocket {
    const socket = new KafkaSocket();
    socket.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, keepAliveMs);
    return socket;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the declared type for every event.
  override emit(event: string | symbol, ...details: any[]): boolean {
    if (event !== "data") return super.emit(event, ...details);
    const chunk = details[0] as Buffer;
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    if (this.#bufferedBytes >= this.#neededBytes) this.#emitResponses();
    return true;
  }

  #emitResponses(): void {
    let bytes = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#neededBytes = sizeBytes;
    while (bytes.length >= sizeBytes) {
      const responseBytes = sizeBytes + bytes.readInt32BE(0);
      if (bytes.length < responseBytes) {
        this.#neededBytes = responseBytes;
        break;
      }
      super.emit("data", bytes.subarray(0, responseBytes));
      bytes = bytes.subarray(responseBytes);
    }
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#bufferedBytes = bytes.length;
  }
}
