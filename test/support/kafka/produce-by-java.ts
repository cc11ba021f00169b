import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { kafkaJars } from "../../../testbed/checkout.ts";
import { classPath, java } from "../../../testbed/pipeline/local/java.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";

/** Writes records with these values by Kafka's own producer, compressed with this codec: kafkajs has gzip only. */
export async function produceByJava(
  { addresses }: Pipeline,
  topic: string,
  codec: string,
  values: readonly string[],
) {
  const running = promisify(execFile)(java, [
    ...["-cp", classPath(kafkaJars), "org.apache.kafka.tools.ConsoleProducer"],
    ...["--bootstrap-server", addresses.kafkaBrokers, "--topic", topic, "--compression-codec", codec],
  ]);
  running.child.stdin?.end(`${values.join("\n")}\n`);
  await running;
}
