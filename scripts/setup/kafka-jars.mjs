import { runStep } from "./step.mjs";

/**
 * Copies the jars of Kafka and Kafka Connect from Maven Central, once.
 * @param {string} checkout
 */
export async function resolveKafkaJars(checkout) {
  await runStep(checkout, {
    title: "jars of Kafka and Kafka Connect",
    inputs: ["services/kafka/pom.xml"],
    output: ".testbed/cache/kafka-jars",
    command: [
      ...["mvn", "-B", "-ntp", "-f", "services/kafka/pom.xml"],
      ...["dependency:copy-dependencies", `-DoutputDirectory=${checkout}.testbed/cache/kafka-jars`],
    ],
  });
}
