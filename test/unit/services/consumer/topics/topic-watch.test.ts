import { expect, onTestFinished, test, vi } from "vitest";
import { type FoundTopic } from "../../../../../services/consumer/topics/found-topic.ts";
import { TopicWatch } from "../../../../../services/consumer/topics/topic-watch.ts";

const timeoutMs = 20_000;
const there: FoundTopic = { topic: "t", id: "a", partitions: [{ start: 0, committed: undefined }] };

/** A watch of topic `t`, and the questions that it has asked, each to be answered by the test. */
function startedWatch() {
  const questions: PromiseWithResolvers<FoundTopic>[] = [];
  const found: FoundTopic[] = [];
  const closed = vi.fn(() => Promise.resolve());
  const finder = {
    find: () => {
      const question = Promise.withResolvers<FoundTopic>();
      questions.push(question);
      return question.promise;
    },
    [Symbol.asyncDispose]: closed,
  };
  const watch = new TopicWatch(
    ["t"],
    () => Promise.resolve(finder),
    (topic) => found.push(topic),
  );
  watch.start();
  onTestFinished(async () => {
    await watch[Symbol.asyncDispose]();
  });
  const question = async (number: number) =>
    await vi.waitFor(() => at(questions, number), { timeout: timeoutMs });
  return { watch, questions, found, closed, question };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index} yet`);
  return item;
}

test("nothing is up to date before the first answer, which is told", async () => {
  const { watch, question, found } = startedWatch();
  expect(await watch.isUpToDate(1)).toBe(false);
  const upToDate = watch.isUpToDate(timeoutMs);
  (await question(0)).resolve(there);
  expect(await upToDate).toBe(true);
  expect(found).toEqual([there]);
  expect(await watch.isUpToDate(1)).toBe(true);
});

test("an answer to a question from before a doubt does not settle it", async () => {
  const { watch, question, found } = startedWatch();
  const asked = await question(0);
  watch.doubt();
  const known = watch.isUpToDate(timeoutMs).then(() => found.map(({ id }) => id));
  asked.resolve(there);
  (await question(1)).resolve({ ...there, id: "b" });
  expect(await known).toEqual(["a", "b"]);
});

test.each(["timer", "batch"])("a process that was frozen asks anew, if its %s comes first", async (first) => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const { watch, question, found } = startedWatch();
  const asked = await question(0);
  const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 5_000);
  if (first === "timer") vi.advanceTimersByTime(1_000);
  const known = watch.isUpToDate(timeoutMs).then(() => found.map(({ id }) => id));
  clock.mockRestore();
  // Asked before it was frozen.
  asked.resolve(there);
  (await question(1)).resolve({ ...there, id: "b" });
  expect(await known).toEqual(["a", "b"]);
});

test("a question that fails is asked again, on another connection, and the failure is told when it lasts", async () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(1_000);
  onTestFinished(() => clock.mockRestore());
  const { watch, question, closed } = startedWatch();
  (await question(0)).resolve(there);
  expect(await watch.isUpToDate(timeoutMs)).toBe(true);
  watch.doubt();
  const upToDate = watch.isUpToDate(timeoutMs);
  (await question(1)).reject(new Error("no broker"));
  const asked = await question(2);
  // Its connection may be useless.
  expect(closed).toHaveBeenCalledOnce();
  expect(watch.failure).toBeUndefined();
  clock.mockReturnValue(4_001);
  expect(watch.failure).toBe("the topics were not found for 3001 ms: no broker");
  clock.mockReturnValue(1_000);
  asked.resolve(there);
  expect(await upToDate).toBe(true);
  clock.mockReturnValue(4_001);
  expect(watch.failure).toBeUndefined();
});

test("a topic without partitions is missing, until it is there", async () => {
  const { watch, question } = startedWatch();
  (await question(0)).resolve({ topic: "t", id: undefined, partitions: [] });
  expect(await watch.isUpToDate(timeoutMs)).toBe(true);
  expect(watch.missing).toBe("t");
  watch.doubt();
  const upToDate = watch.isUpToDate(timeoutMs);
  (await question(1)).resolve(there);
  await upToDate;
  expect(watch.missing).toBeUndefined();
});

test("the topics are looked up without a doubt, too, and no longer after the end", async () => {
  const { watch, question, questions, closed } = startedWatch();
  (await question(0)).resolve(there);
  (await question(1)).resolve(there);
  await question(2);
  await watch[Symbol.asyncDispose]();
  expect(closed).toHaveBeenCalledOnce();
  watch.doubt();
  expect(await watch.isUpToDate(timeoutMs)).toBe(false);
  expect(questions).toHaveLength(3);
});
