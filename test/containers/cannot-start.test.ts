import { test as base, beforeAll, expect } from "vitest";
import { ComposeStack } from "../support/containers/compose-stack.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const isMissing = await engineIsMissing();
const test = isMissing ? base.skip : base;

beforeAll(async () => {
  if (!isMissing) await (await ComposeStack.of()).compose("build", "kafka", "provision");
});

test.concurrent.each([
  { part: "publisher", environment: { MIN_INTERVAL_MS: "soon" }, reason: "MIN_INTERVAL_MS=soon is refused" },
  { part: "kafka", environment: { KAFKA_FOR_CONSUMER: "nowhere" }, reason: "nowhere" },
])(
  "a $part that can never start ends up --wait, although it is restarted again and again",
  { timeout: 60_000 },
  async ({ part, environment, reason }) => {
    await using stack = await ComposeStack.of({ environment });
    await expect(stack.compose("up", "--wait", "--no-deps", part)).rejects.toThrow(`${part}-1 is unhealthy`);
    expect(await stack.compose("logs", part)).toContain(reason);
  },
);
