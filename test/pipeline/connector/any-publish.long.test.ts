import { checkAnyPublish } from "../../support/pipeline/any-publish-check.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** Change both to look for more. */
const seed = 20_261_126;
const count = 10_000;
const timeoutMs = 600_000;

test("whatever the broker accepts becomes a record or a dead letter, and the connector keeps its connection, in a long run", {
  timeout: timeoutMs,
}, async ({ pipeline }) => {
  console.info(`seed ${seed}`);
  await checkAnyPublish(pipeline, { seed, count });
});
