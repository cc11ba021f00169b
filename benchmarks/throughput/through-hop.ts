import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { defaultTopic } from "../../services/shared/topics.ts";
import { mosquittoProgram } from "../../testbed/pipeline/local/mosquitto-program.ts";
import { freePorts, loopback } from "../../testbed/pipeline/ports.ts";
import { ProcessPart } from "../../testbed/pipeline/processes/process-part.ts";
import { ChildProgram } from "../child-program.ts";
import { hopWarmUpMs, measuredRate, messages, sendFlood, shards, type Tell, warmUp } from "./floods.ts";

const subscriberSchema = z.object({ lastAtMs: z.number() });

/** Measures the MQTT hop alone: floods through Mosquitto to one subscriber. Returns readings per second. */
export async function throughHop(trace: TraceCarrier, tell: Tell, signal: AbortSignal): Promise<number> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "hop-"));
  resources.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "data"));
  const [port = 0] = await freePorts(1);
  const mosquitto = new ProcessPart(
    mosquittoProgram(port, join(folder, "data"), join(folder, "mosquitto.log")),
    { signal },
  );
  resources.defer(() => mosquitto.stop());
  await mosquitto.start();
  const target = { host: loopback, port, topic: defaultTopic, shards, trace };
  const file = new URL("hop-subscriber.ts", import.meta.url);
  const subscriber = resources.use(new ChildProgram(file, { ...target, messages }, signal));
  await subscriber.next();
  const through = async (run: string) => {
    const firstSentAtMs = await sendFlood(target, run, signal);
    const { lastAtMs } = subscriberSchema.parse(await subscriber.next());
    return { arrived: messages, tookMs: lastAtMs - firstSentAtMs };
  };
  await warmUp(through, hopWarmUpMs, tell);
  return await measuredRate(through, tell);
}
