import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type Fact } from "../../../services/shared/journal/fact.ts";
import { parseJournal } from "../../../services/shared/journal/parse-journal.ts";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { ProcessPart } from "../../../testbed/pipeline/processes/process-part.ts";
import { serviceProgram } from "../../../testbed/pipeline/processes/service-program.ts";
import { waitFor } from "../../../testbed/wait-for.ts";

const statusSchema = z.object({
  ready: z.boolean(),
  readAgain: z.number(),
  removed: z.number(),
  recreated: z.number(),
  devices: z.array(z.object({ received: z.number(), duplicates: z.number(), gaps: z.number() })),
});

const journalName = "consumer.jsonl";

/** The consumer service as a process of its own, in the group of its topic's name, on a topic of a test. */
export class OwnConsumer implements AsyncDisposable {
  readonly part: ProcessPart;
  readonly #url: string;
  readonly #folder: string;

  private constructor(part: ProcessPart, url: string, folder: string) {
    this.part = part;
    this.#url = url;
    this.#folder = folder;
  }

  /** Starts it, and waits until it is ready. */
  static async start(brokers: readonly string[], topic: string): Promise<OwnConsumer> {
    const folder = await mkdtemp(join(tmpdir(), "consumer-"));
    const [port = 0] = await freePorts(1);
    const program = serviceProgram(
      "consumer",
      port,
      {
        ...{ KAFKA_BROKERS: brokers.join(), KAFKA_TOPIC: topic, KAFKA_GROUP: topic },
        JOURNAL: join(folder, journalName),
      },
      join(folder, "consumer.log"),
    );
    const part = new ProcessPart(program, { signal: new AbortController().signal });
    const consumer = new OwnConsumer(part, `http://${loopback}:${port}`, folder);
    try {
      await part.start();
      return consumer;
    } catch (error) {
      await consumer[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits until its status matches, and returns it. */
  async waitFor(
    description: string,
    matches: (status: z.infer<typeof statusSchema>) => boolean,
  ): Promise<z.infer<typeof statusSchema>> {
    return await waitFor({ description, timeoutMs: 60_000 }, async () => {
      const status = statusSchema.parse(await (await fetch(`${this.#url}/status`)).json());
      if (matches(status)) return status;
      throw new Error(JSON.stringify(status));
    });
  }

  /** Returns its facts so far, one for each reading that it has consumed. */
  async consumed(): Promise<Extract<Fact, { fact: "consumed" }>[]> {
    const facts = parseJournal(await readFile(join(this.#folder, journalName), "utf8"));
    return facts.filter((fact) => fact.fact === "consumed");
  }

  /** Returns its metrics as text. */
  async metrics(): Promise<string> {
    return await (await fetch(`${this.#url}/metrics`)).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.part.stop();
    await rm(this.#folder, { recursive: true });
  }
}
