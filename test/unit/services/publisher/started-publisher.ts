import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, onTestFinished } from "vitest";
import { deviceStates } from "../../../../services/publisher/device-state.ts";
import { type FleetOptions } from "../../../../services/publisher/fleet/fleet.ts";
import { defaultRoute } from "../../../../services/publisher/fleet/route.ts";
import { Publisher, type PublisherOptions } from "../../../../services/publisher/publisher.ts";
import { type SenderSettings } from "../../../../services/publisher/sender/sender.ts";
import { type Fact, isReadingFact } from "../../../../services/shared/journal/fact.ts";
import { openJournal } from "../../../../services/shared/journal/journal.ts";
import { parseJournal } from "../../../../services/shared/journal/parse-journal.ts";
import { MqttBroker } from "../../../../services/shared/mqtt/mqtt-broker.ts";
import { TopicTemplate } from "../../../../services/shared/mqtt/topic-template.ts";

/** A line of a publisher's log. */
interface LogLine {
  readonly msg: string;
  readonly reason?: string;
  readonly dropped?: number;
}

/** Returns options of a publisher that cannot reach its broker, with one device that makes readings only when toggled. */
export function publisherOptions(
  fleet: Partial<FleetOptions> = {},
  sender: Partial<SenderSettings> = {},
): PublisherOptions {
  return {
    traceCarrier: "properties",
    fleet: {
      deviceIds: ["d"],
      route: defaultRoute,
      minIntervalMs: 3_600_000,
      maxIntervalMs: 3_600_000,
      seed: 1,
      ...fleet,
    },
    sender: {
      broker: MqttBroker.at("mqtt://127.0.0.1:1"),
      topics: new TopicTemplate("coffee", 1),
      qos: 1,
      connections: 1,
      bufferLimit: 100,
      ...sender,
    },
  };
}

/** Returns a publisher that is not started, its log, and its journal in a folder of its own. */
export function journaledPublisher(options: PublisherOptions) {
  const folder = mkdtempSync(join(tmpdir(), "publisher-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "journal.jsonl");
  const log: LogLine[] = [];
  const resources = new AsyncDisposableStack();
  const journal = resources.use(openJournal(file));
  const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line)) });
  const publisher = resources.use(new Publisher(options, journal, logger));
  return {
    publisher,
    log,
    journal: (): Fact[] => parseJournal(readFileSync(file, "utf8")),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Starts a publisher with one device, which makes its first reading, and one for each toggle. */
export function startedPublisher(broker: { readonly url: string }, qos: 0 | 1 | 2, bufferLimit = 100) {
  const started = journaledPublisher(
    publisherOptions({}, { broker: MqttBroker.at(broker.url), qos, bufferLimit }),
  );
  const { publisher } = started;
  publisher.start();
  return {
    ...started,
    /** Makes readings at once. */
    make(count: number) {
      for (let made = 0; made < count; made += 1) {
        publisher.fleet.setStatus(
          "d",
          publisher.fleet.device("d").status === "Active" ? "Inactive" : "Active",
        );
      }
    },
    /** Returns the device's counts, which must add up. */
    counts() {
      const [device] = deviceStates(publisher);
      if (device === undefined) throw new Error("the publisher has no device");
      const { made, acknowledged, unknown, waiting, dropped, refused } = device;
      expect(made).toBe(acknowledged + unknown + waiting + dropped + refused);
      return { made, acknowledged, unknown, waiting, dropped, refused };
    },
    /** Returns the journal's facts about readings, as "made 0", "sent 0" … */
    facts: () =>
      started.journal().flatMap((fact) => (isReadingFact(fact) ? [`${fact.fact} ${fact.seq}`] : [])),
  };
}
