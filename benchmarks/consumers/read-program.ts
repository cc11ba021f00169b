/**
 * Reads a topic to its end as the consumer service does, with one client, and prints what that took as one line of JSON. Its
 * argument: a `ReadRequest`.
 */
import { pino } from "pino";
import { Consumer } from "../../services/consumer/consumer.ts";
import { kafkaReader } from "../../services/consumer/reader/open-reader.ts";
import { ReadingHandler } from "../../services/consumer/reading-handler.ts";
import { openJournal } from "../../services/shared/journal/journal.ts";
import { childArgument } from "../child-argument.ts";
import { type ReadRequest, type ReadResult } from "./read-request.ts";

const silent = pino({ level: "silent" });
const { client, brokers, topic, readings } = (await childArgument()) as ReadRequest;
const handler = new ReadingHandler("properties", openJournal(undefined), silent);
const ended = Promise.withResolvers<void>();
let left = readings;
let begun: { readonly atMs: number; readonly usage: NodeJS.CpuUsage } | undefined;
const reader = kafkaReader(client, { brokers, topics: [topic], groupId: `${topic}-${process.pid}` }, silent);
const consumer = new Consumer(
  reader,
  {
    handle: (records) => {
      begun ??= { atMs: performance.now(), usage: process.cpuUsage() };
      handler.handle(records);
      left -= records.length;
      if (left <= 0) ended.resolve();
    },
  },
  silent,
);
consumer.start();
await ended.promise;
const { atMs, usage } = begun ?? { atMs: Number.NaN, usage: process.cpuUsage() };
const { user, system } = process.cpuUsage(usage);
const seconds = (performance.now() - atMs) / 1_000;
await consumer[Symbol.asyncDispose]();
const result: ReadResult = {
  perSecond: Math.round(readings / seconds),
  cores: (user + system) / 1_000_000 / seconds,
  duplicates: handler.devices.reduce((sum, { duplicates }) => sum + duplicates, 0),
  reordered: handler.devices.reduce((sum, { reordered }) => sum + reordered, 0),
  gaps: handler.devices.reduce((sum, { gaps }) => sum + gaps, 0),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
