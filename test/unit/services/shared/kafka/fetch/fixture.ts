import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../../../../../testbed/checkout.ts";

/** Returns the batches of a file that `RecordBatches.java` wrote. */
export async function fixture(name: string): Promise<Buffer> {
  return await readFile(join(checkout, "test/fixtures/record-batches", `${name}.bin`));
}

/** Compression types with a file of the same records. */
export const compressions = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
