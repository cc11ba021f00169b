const sizeBytes = 4;

/** Bytes of whole responses of a broker: a size, then that many bytes. (Kafka protocol guide, "Protocol Primitives".) */
export class ResponseBuffer {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  /** Bytes needed for the next response, or for its size. */
  #neededBytes = sizeBytes;

  /** Takes the next bytes of a connection. Returns the responses that are whole now, each with its size. */
  take(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    return this.#bufferedBytes >= this.#neededBytes ? this.#responses() : [];
  }

  #responses(): Buffer[] {
    const responses: Buffer[] = [];
    let bytes = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#neededBytes = sizeBytes;
    while (bytes.length >= sizeBytes) {
      const responseBytes = sizeBytes + bytes.readInt32BE(0);
      if (bytes.length < responseBytes) {
        this.#neededBytes = responseBytes;
        break;
      }
      responses.push(bytes.subarray(0, responseBytes));
      bytes = bytes.subarray(responseBytes);
    }
    this.#chunks = bytes.length === 0 ? [] : [bytes];
    this.#bufferedBytes = bytes.length;
    return responses;
  }
}
