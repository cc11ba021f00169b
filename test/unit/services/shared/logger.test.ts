import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const lines = 20_000;
const module = new URL("../../../../services/shared/logger.ts", import.meta.url).href;
const program = `
  import { createLogger } from "${module}";
  const logger = createLogger("test", "info");
  for (let line = 0; line < ${lines}; line += 1) logger.info({ line }, "a line");
  // Longer than the batching interval: the lines are on their way, to a reader that does not read.
  setTimeout(() => console.error("written"), 200);
`;

test("a reader that does not keep up gets every line, in order", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  await once(child.stderr, "data");
  const output = await text(child.stdout);
  expect((await ended)[0]).toBe(0);
  const read = output
    .split("\n")
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { readonly line: number }).line);
  expect(read).toEqual(Array.from({ length: lines }, (_, line) => line));
});

/** Returns the output of a program that logs by `logger`. */
function logged(statements: string): string {
  const text = `import { createLogger } from "${module}"; const logger = createLogger("test", "info"); ${statements}`;
  const program = ["--input-type=module", "--eval", text];
  return spawnSync(process.execPath, program, { encoding: "utf8" }).stdout;
}

test("a line has level, time, service, fields and message, in this order, whatever the fields hold", () => {
  const lines = logged(`
    logger.info({ id: "a", x: 1.5, none: undefined, nothing: null, level: "of a field" }, "fields");
    logger.warn("no fields");
    logger.info({ id: "no message" });
    logger.info({});
    logger.error({ err: new Error("broken"), id: "b" }, "an error");
    logger.info(new Error("alone"));
    const circle = { id: "c", count: 1n };
    logger.info({ circle: Object.assign(circle, { circle }) }, "no JSON");
    logger.child({ part: "p" }).info({ id: "d" }, "a child");
    logger.debug({ id: "e" }, "below the level");
  `)
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replace(/"time":"[^"]+Z",/, "").replace(/"stack":"[^"]+"/, '"stack":"…"'));
  expect(lines).toEqual([
    '{"level":"info","service":"test","id":"a","x":1.5,"nothing":null,"level":"of a field","msg":"fields"}',
    '{"level":"warn","service":"test","msg":"no fields"}',
    '{"level":"info","service":"test","id":"no message"}',
    '{"level":"info","service":"test"}',
    '{"level":"error","service":"test","err":{"type":"Error","message":"broken","stack":"…"},"id":"b","msg":"an error"}',
    '{"level":"info","service":"test","err":{"type":"Error","message":"alone","stack":"…"},"msg":"alone"}',
    expect.stringMatching(/^\{"level":"info","service":"test","circle":.*"msg":"no JSON"\}$/),
    '{"level":"info","service":"test","part":"p","id":"d","msg":"a child"}',
  ]);
});

test("a line is JSON in which no character commands a terminal that shows the log", () => {
  const hostile = "\u001b[2J\n\u009b1A\u202e\u007f";
  const stdout = logged(`logger.info({ id: ${JSON.stringify(hostile)} }, "m");`);
  expect(stdout).toMatch(/^[^\p{Cc}\p{Cf}]*\n$/u);
  expect(JSON.parse(stdout)).toMatchObject({ id: hostile, msg: "m" });
});
