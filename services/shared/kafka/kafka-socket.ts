import { Socket } from "node:net";

const sizeBytes = 4;
/** As kafkajs' own sockets have it. */
const keepAliveMs = 60_000;

/**
 * A socket to a broker whose `data` events are whole responses: their size and then so many bytes. (Kafka protocol
 * guide, "Protocol Primitives".)
 *
 * kafkajs 2.2.4 keeps what it has of a response when the connection breaks (`network/connection.js`), and takes what the
 * next connection brings for the rest of it. Then no answer fits a request any more, and each of them waits until its
 * timeout of 30 s: a consumer whose link was cut in the middle of an answer was away for minutes. Here what is not whole
 * goes with the socket. (Probably what tulios/kafkajs#715 saw.)
 */
export class KafkaSocket extends Socket {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  /** So many bytes must be there before it is worth a look. */
  #neededBytes = sizeBytes;

  /** Connects; `onConnect` is called when the connection stands. */
  static connect(host: string, port: number, onConnect: () => void): KafkaSocket {
    const socket = new KafkaSocket();
    socket.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, keepAliveMs);
    return socket;
  }

  // biome-ignore lint/suspicious/noExplicitAny: as it is declared for every event.
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
