/**
 * Has the ledger judge made-up facts, and prints memory and time. Its argument: `{"messages":10000000}`.
 *
 * All five taps watch 1,000 devices. How far each tap lags behind swings between 0 and 100,000 messages, each at a pace
 * of its own, so that the consumer is read now far ahead of the publisher, now far behind. One message in 1,000 is
 * lost, repeated, reordered or late, one in 5,000 is a final reading. Facts are made on the fly, as new objects with
 * new strings, as a reader of journals makes them.
 */
import { z } from "zod";
import { type LedgerFact, type PublisherFact } from "../../testbed/ledger/fact.ts";
import { Ledger } from "../../testbed/ledger/ledger.ts";
import { optionalTaps } from "../../testbed/ledger/tap.ts";
import { childArgument } from "../child-argument.ts";

const deviceCount = 1_000;
const farthestLag = 100_000;
const lateAfterMs = 30_000;
const run = "0b4c8f5e-6a39-4f0c-9d8e-1f2a3b4c5d6e";

const { messages } = z.object({ messages: z.int().positive() }).parse(await childArgument());

type Fate = "arrives" | "final" | "lost by Kafka" | "lost by broker" | "repeated" | "overtaken" | "late";

/** One in 5,000 each. */
const fates: readonly Fate[] = ["final", "lost by Kafka", "lost by broker", "repeated", "overtaken", "late"];

function fateOf(message: number): Fate {
  // Multiplying scatters them over the devices and over time.
  const scattered = Math.imul(message, 2_654_435_761) >>> 0;
  return scattered % 5_000 < fates.length ? (fates[scattered % 5_000] ?? "arrives") : "arrives";
}

interface Named {
  readonly device: string;
  readonly run: string;
  readonly seq: number;
  readonly at: number;
}

const nameOf = (message: number): Named => ({
  device: `device-${message % deviceCount}`,
  run,
  seq: Math.floor(message / deviceCount),
  at: 1_000_000_000 + message * 100,
});

const hash = Buffer.alloc(32, "sha256");
const sha256Of = (message: number): string => {
  hash.writeUInt32BE(message >>> 0);
  return hash.toString("hex");
};

const isFinal = (message: number) => fateOf(message) === "final";
const statusOf = (message: number) => (isFinal(message) ? "Inactive" : "Active");

const taps: readonly ((message: number, add: (fact: LedgerFact) => void) => void)[] = [
  function publisher(message, add) {
    const { device, at } = nameOf(message);
    const fact = (what: PublisherFact["fact"]): PublisherFact => ({
      tap: "publisher",
      fact: what,
      ...nameOf(message),
      sha256: sha256Of(message),
    });
    const isBack = message >= deviceCount && isFinal(message - deviceCount);
    if (isBack) add({ tap: "publisher", fact: "toggled", device, run, at, status: "Active" });
    if (isFinal(message)) add({ tap: "publisher", fact: "toggled", device, run, at, status: "Inactive" });
    add(fact("made"));
    add(fact("sent"));
    add(fact("acknowledged"));
  },
  function mqtt(message, add) {
    if (fateOf(message) === "lost by broker") return;
    add({ tap: "mqtt", fact: "seen", ...nameOf(message), status: statusOf(message) });
  },
  function mqttBridge(message, add) {
    if (fateOf(message) === "lost by broker") return;
    const sha256 = sha256Of(message);
    add({ tap: "mqtt-bridge", fact: "delivered", ...nameOf(message), sha256 });
    add({ tap: "mqtt-bridge", fact: "bridge-acknowledged", ...nameOf(message), sha256 });
  },
  function kafka(message, add) {
    if (fateOf(message) === "lost by broker") return;
    add({ tap: "kafka", fact: "written", ...nameOf(message), status: statusOf(message) });
  },
  function consumer(message, add) {
    const fate = fateOf(message);
    const consume = (which: number, delayMicros = 1_000) => {
      const name = nameOf(which);
      add({ tap: "consumer", fact: "consumed", ...name, at: name.at + delayMicros, sha256: sha256Of(which) });
    };
    const overtaken = message - deviceCount;
    if (fate === "late") consume(message, (lateAfterMs + 1) * 1_000);
    else if (fate !== "overtaken" && !fate.startsWith("lost")) consume(message);
    if (fate === "repeated") consume(message);
    if (overtaken >= 0 && fateOf(overtaken) === "overtaken") consume(overtaken);
    // A killed consumer reads again from its committed offset: sometimes further back than the ledger remembers.
    const longAgo = message - 2 * farthestLag;
    if (longAgo >= 0 && fateOf(longAgo) === "repeated") consume(longAgo);
  },
];

const ledger = new Ledger({ lateAfterMs, taps: optionalTaps });
let facts = 0;
let mostHeld = 0;
const add = (fact: LedgerFact) => {
  facts += 1;
  ledger.add(fact);
};

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const peakRss = () => process.resourceUsage().maxRSS * 1024;

const start = performance.now();
const done = taps.map(() => 0);
const swings = [530_000, 410_000, 310_000, 610_000, 470_000];
const progressEvery = Math.max(1, Math.round(messages / 20));
for (let now = 0; now <= messages + farthestLag; now += 1) {
  for (const [index, tap] of taps.entries()) {
    const lag = (farthestLag / 2) * (1 - Math.cos((2 * Math.PI * now) / (swings[index] ?? 1)));
    const target = now === messages + farthestLag ? messages : Math.min(messages, now - lag);
    let message = done[index] ?? 0;
    while (message < target) {
      tap(message, add);
      message += 1;
    }
    done[index] = message;
  }
  if (now % progressEvery !== 0) continue;
  mostHeld = Math.max(mostHeld, ledger.held);
  process.stderr.write(
    `${now} messages, held ${ledger.held}, RSS ${megabytes(process.memoryUsage.rss())} MB, peak ${megabytes(peakRss())} MB\n`,
  );
}
const { counts } = ledger.verdict();
const seconds = (performance.now() - start) / 1_000;
const anomalies = counts.lost + counts.duplicates + counts.reordered + counts.late;
if (anomalies === 0) throw new Error("the ledger has found none of the planted anomalies");
process.stdout.write(`${JSON.stringify({ facts, seconds, mostHeld, peakMiB: megabytes(peakRss()) })}\n`);
