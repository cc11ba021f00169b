import { createRequire } from "node:module";
import { decodeFetchResponse, type FetchResponse } from "./fetch/fetch-response.ts";

/** kafkajs' module for one version of the response to a fetch; it looks up `decode` with each response. */
interface ResponseModule {
  decode: (bytes: Buffer) => Promise<unknown>;
}

/** Versions that kafkajs 2.2.4 knows and that carry the message format of Kafka 0.11 and later. */
const versions = [4, 5, 6, 7, 8, 9, 10, 11] as const;
const require = createRequire(import.meta.url);

/**
 * Replaces kafkajs' decoder of fetched records, in the whole process. kafkajs 2.2.4 reads no Snappy, LZ4 and Zstandard, copies
 * all headers of a record for each further one (46 s for 10,000), fails at a batch of some 120,000 records (`push(...records)`)
 * and mistakes which transactions were aborted. Its own decoder goes on reading the formats from before Kafka 0.11.
 */
export function replaceFetchDecoder(): void {
  for (const version of versions) {
    const response = require(`kafkajs/src/protocol/requests/fetch/v${version}/response.js`) as ResponseModule;
    const { decode } = response;
    response.decode = async (bytes): Promise<FetchResponse | unknown> =>
      (await decodeFetchResponse(bytes, version)) ?? (await decode(bytes));
  }
}
