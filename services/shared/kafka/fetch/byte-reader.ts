const continues = 0x80;
const valueBits = 0x7f;

/**
 * Reads Kafka's primitive types from bytes, one after the other (Kafka protocol guide, "Protocol Primitives"). Every method
 * throws a RangeError if the bytes end before the value does.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #position: number;

  /** `position`: that of the first byte to read. */
  constructor(bytes: Buffer, position = 0) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** Position of the next byte to read. */
  get position(): number {
    return this.#position;
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
    const first = this.#bytes[this.#position];
    // Nearly all are so short.
    if (first !== undefined && first < continues) {
      this.#position += 1;
      return (first >>> 1) ^ -(first & 1);
    }
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

  /** Passes over bytes behind their length, as {@link nullableBytes} reads them. */
  skipNullableBytes(): void {
    this.#advance(Math.max(0, this.varint()));
  }

  /** Passes over bytes behind their length. */
  skipBytes(): void {
    this.#advance(this.varint());
  }

  /** Passes over bytes behind their length. Returns whether they are this text, of ASCII characters. */
  isNext(text: string): boolean {
    const length = this.varint();
    const start = this.#advance(length);
    if (length !== text.length) return false;
    for (let index = 0; index < length; index += 1)
      if (this.#bytes[start + index] !== text.charCodeAt(index)) return false;
    return true;
  }

  /** Passes over so many bytes, counted from a position that is not behind the present one. */
  endAt(start: number, length: number): void {
    this.#advance(start + length - this.#position);
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
