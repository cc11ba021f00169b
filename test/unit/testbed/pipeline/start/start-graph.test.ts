import { expect, test } from "vitest";
import { runSteps, type Step } from "../../../../../testbed/pipeline/start/start-graph.ts";

/** A step that begins, and ends when the test says so. */
function openStep(name: string, after: readonly string[] = []) {
  const end = Promise.withResolvers<void>();
  const seen = { begun: false };
  const step: Step<string> = {
    name,
    after,
    run: () => {
      seen.begun = true;
      return end.promise;
    },
  };
  return { step, seen, end };
}

/** A step that waits until the start is abandoned, as parts do that are not usable yet. */
function waitingStep(name: string, { signal }: AbortController): Step<string> {
  const aborted = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => aborted.reject(signal.reason));
  return { name, after: [], run: () => aborted.promise };
}

const failing = (name: string, error: Error): Step<string> => ({
  name,
  after: [],
  run: () => Promise.reject(error),
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a step begins when all that it waits for are done, and those that wait for nothing begin at once", async () => {
  const kafka = openStep("kafka");
  const mqtt = openStep("mqtt");
  const connector = openStep("connector", ["kafka", "mqtt"]);
  const running = runSteps([kafka.step, mqtt.step, connector.step], { abandoned: new AbortController() });
  await settled();
  expect([kafka.seen.begun, mqtt.seen.begun, connector.seen.begun]).toEqual([true, true, false]);
  kafka.end.resolve();
  await settled();
  expect(connector.seen.begun).toBe(false);
  mqtt.end.resolve();
  await settled();
  expect(connector.seen.begun).toBe(true);
  connector.end.resolve();
  await running;
});

test("the steps are reported once, in the order of their declaration, as the first begin", async () => {
  const kafka = openStep("kafka");
  const topics = openStep("topics", ["kafka"]);
  let reported: ReadonlyMap<string, Promise<void>> = new Map();
  const running = runSteps([kafka.step, topics.step], {
    abandoned: new AbortController(),
    onSteps: (steps) => {
      reported = steps;
    },
  });
  expect([...reported.keys()]).toEqual(["kafka", "topics"]);
  kafka.end.resolve();
  await reported.get("kafka");
  topics.end.resolve();
  await reported.get("topics");
  await running;
});

test("the first failure aborts the waiting of the others, and is thrown once all that began have ended", async () => {
  const abandoned = new AbortController();
  const slow = openStep("slow");
  const failure = new Error("kafka does not start");
  let isOver = false;
  const running = runSteps([slow.step, failing("kafka", failure)], { abandoned }).finally(() => {
    isOver = true;
  });
  running.catch(() => undefined);
  await settled();
  expect(abandoned.signal.aborted).toBe(true);
  expect(isOver).toBe(false);
  slow.end.resolve();
  await expect(running).rejects.toBe(failure);
});

test("after a failure no further step begins, whether it waits for the failed one or not", async () => {
  const slow = openStep("slow");
  const afterSlow = openStep("after slow", ["slow"]);
  const afterFailed = openStep("after failed", ["failed"]);
  const failure = new Error("it does not start");
  const running = runSteps([slow.step, failing("failed", failure), afterSlow.step, afterFailed.step], {
    abandoned: new AbortController(),
  });
  running.catch(() => undefined);
  await settled();
  slow.end.resolve();
  await expect(running).rejects.toBe(failure);
  expect([afterSlow.seen.begun, afterFailed.seen.begun]).toEqual([false, false]);
});

test("steps that give up because of a failure are reported with that failure, others with their own", async () => {
  const abandoned = new AbortController();
  const first = new Error("first");
  const second = new Error("second");
  const late = openStep("late");
  const reasons = new Map<string, unknown>();
  const running = runSteps([waitingStep("waiting", abandoned), failing("first", first), late.step], {
    abandoned,
    onSteps: (steps) => {
      for (const [name, done] of steps) done.catch((reason: unknown) => reasons.set(name, reason));
    },
  });
  running.catch(() => undefined);
  await settled();
  late.end.reject(second);
  await expect(running).rejects.toBe(first);
  expect(Object.fromEntries(reasons)).toEqual({ waiting: first, first, late: second });
});

test("a step that waits for one that is not declared before it is refused, and none begins", async () => {
  const kafka = openStep("kafka");
  const topics = openStep("topics", ["kafak"]);
  const running = runSteps([kafka.step, topics.step], { abandoned: new AbortController() });
  await expect(running).rejects.toThrow(
    new RangeError("the step topics waits for kafak, which is not declared before it"),
  );
  expect(kafka.seen.begun).toBe(false);
});
