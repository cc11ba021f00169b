import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type Part, PartFailedError } from "../part.ts";
import { type ForeignPipeline, UnreachableError } from "./foreign-pipeline.ts";

const answerTimeoutMs = 2_000;

/**
 * Starts the consumer. If Kafka is the reason why it is not usable, its log is no help: every try has a stack trace.
 * @throws {UnreachableError} with Kafka's reason in one line; {PartFailedError} for any other
 */
export async function startConsumer(
  consumer: Pick<Part, "start">,
  { kafkaBrokers }: Pick<ForeignPipeline, "kafkaBrokers">,
  http: HttpClient,
): Promise<void> {
  try {
    await consumer.start();
  } catch (error) {
    const reason = error instanceof PartFailedError ? await notReadyReason(http) : undefined;
    if (reason === undefined) throw error;
    throw new UnreachableError(
      `--kafka ${kafkaBrokers}: the consumer cannot read there (${reason.replace(/\s+/g, " ")})`,
      { cause: error },
    );
  }
}

/** Returns the reason that the consumer gives for not being ready; `undefined` if it does not answer. */
async function notReadyReason(http: HttpClient): Promise<string | undefined> {
  try {
    const response = await http.fetch("/readyz", { signal: AbortSignal.timeout(answerTimeoutMs) });
    const { reason } = (await response.json()) as { readonly reason?: string };
    return reason;
  } catch {
    return undefined;
  }
}
