import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  java,
  javaArguments,
  type KafkaProgram,
  serverMemory,
} from "../../../testbed/pipeline/local/java.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";

/** Starts in half the time with the archive of Connect, which has the classes of a producer. */
const consoleProducer: KafkaProgram = {
  name: "connect",
  mainClass: "org.apache.kafka.tools.ConsoleProducer",
  memory: serverMemory,
};

/** Writes records with these values by Kafka's own producer, compressed with this codec: kafkajs has gzip only. */
export async function produceByJava(
  { addresses }: Pipeline,
  topic: string,
  codec: string,
  values: readonly string[],
) {
  const args = ["--bootstrap-server", addresses.kafkaBrokers, "--topic", topic, "--compression-codec", codec];
  const running = promisify(execFile)(java, javaArguments(consoleProducer, args));
  running.child.stdin?.end(`${values.join("\n")}\n`);
  await running;
}
