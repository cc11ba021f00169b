import { gunzipSync, zstdDecompressSync } from "node:zlib";

/** Names of the compression types, by their number in a batch's attributes. (Kafka documentation, "Message Format".) */
const compressionTypes = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** Longest batch that gzip and Zstandard unpack, in bytes: a batch of one megabyte may hold gigabytes of the same byte. */
const maxOutputLength = 512 * 1_048_576;

/** Header of the framing in which Kafka's Java client and others write Snappy: magic bytes and two versions. (snappy-java.) */
const snappyMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const snappyHeaderBytes = snappyMagic.length + 8;

/**
 * Unpacks the records of a batch. `type`: the compression type in the batch's attributes.
 * @throws Error with the name of the compression, if the bytes are damaged or the type is unknown
 */
export async function decompress(type: number, bytes: Buffer): Promise<Buffer> {
  const name = compressionTypes[type];
  if (name === undefined) throw new Error(`compression type ${type} is unknown`);
  if (name === "none") return bytes;
  try {
    return await decompressors[name](bytes);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const decompressors = {
  gzip: (bytes: Buffer) => gunzipSync(bytes, { maxOutputLength }),
  zstd: (bytes: Buffer) => zstdDecompressSync(bytes, { maxOutputLength }),
  snappy: async (bytes: Buffer) => {
    const { snappyDecompress } = await import("@platformatic/wasm-utils");
    const blocks = snappyBlocks(bytes).map((block) => unpack(snappyDecompress, block));
    return blocks.length === 1 && blocks[0] ? blocks[0] : Buffer.concat(blocks);
  },
  lz4: async (bytes: Buffer) => {
    const { lz4Decompress } = await import("@platformatic/wasm-utils");
    return unpack(lz4Decompress, bytes);
  },
} as const;

/** Returns the blocks of Snappy data: one if it is not framed, as librdkafka writes it. */
function snappyBlocks(bytes: Buffer): Buffer[] {
  if (!bytes.subarray(0, snappyMagic.length).equals(snappyMagic)) return [bytes];
  const blocks: Buffer[] = [];
  let position = snappyHeaderBytes;
  while (position < bytes.length) {
    const start = position + Int32Array.BYTES_PER_ELEMENT;
    const end = start + bytes.readInt32BE(position);
    if (end < start || end > bytes.length) throw new RangeError("a block is longer than the data");
    blocks.push(bytes.subarray(start, end));
    position = end;
  }
  return blocks;
}

/** Runs a decompressor of WebAssembly, which says "unreachable" of all that it cannot read. */
function unpack(decompressor: (bytes: Buffer) => Buffer, bytes: Buffer): Buffer {
  try {
    return decompressor(bytes);
  } catch (error) {
    throw new Error("the data is damaged", { cause: error });
  }
}
