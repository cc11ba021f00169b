import { randomInt } from "node:crypto";
import { checkAnyPublish } from "../../support/pipeline/any-publish-check.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const count = 400;

test("whatever the broker accepts becomes a record or a dead letter, and the connector keeps its connection", async ({
  pipeline,
}) => {
  const seed = randomInt(2 ** 31);
  console.info(`seed ${seed}`);
  await checkAnyPublish(pipeline, { seed, count });
});
