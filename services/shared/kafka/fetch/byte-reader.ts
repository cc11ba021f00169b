const continues = 0x80;
const valueBits = 0x7f;

/**
 * Reads Kafka's primitive types from bytes, one after the other (Kafka protocol guide, "Protocol Primitives"). Every method
 * throws a RangeError if the bytes end before the value does.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Number of bytes that have not been read. */
  get left(): number {
    return this.#bytes.length - this.#position;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#advance(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#advance(8));
  }

  /** Reads a zigzag-encoded integer of up to 64 bits; exact up to 2^53. */
  varint(): number {
    let encoded = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#advance(1)] ?? 0;
      encoded += (byte & valueBits) * scale;
      if (byte < continues) break;
      scale *= valueBits + 1;
    }
    return encoded % 2 === 0 ? encoded / 2 : -(encoded + 1) / 2;
  }

  /** Reads so many bytes; a view of the reader's. */
  bytes(length: number): Buffer {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Reads bytes behind their length; a negative length stands for `null`. */
  nullableBytes(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.bytes(length);
  }

  /** Reads a text behind its length of 16 bits. */
  string(): string {
    return this.bytes(this.int16()).toString();
  }

  /** Reads elements behind their number of 32 bits; a negative number stands for none. */
  array<T>(element: (reader: this) => T): T[] {
    const length = this.int32();
    const elements: T[] = [];
    while (elements.length < length) elements.push(element(this));
    return elements;
  }

  /** Moves on, and returns the position before. */
  #advance(length: number): number {
    const start = this.#position;
    const end = start + length;
    if (length < 0 || end > this.#bytes.length)
      throw new RangeError(`the data is damaged, or ends too early, at byte ${start}`);
    this.#position = end;
    return start;
  }
}
