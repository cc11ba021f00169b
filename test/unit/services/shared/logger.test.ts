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

test("a line is JSON in which no character commands a terminal that shows the log", () => {
  const hostile = "\u001b[2J\n\u009b1A\u202e\u007f";
  const { stdout } = spawnSync(
    process.execPath,
    [
      ...["--input-type=module", "--eval"],
      `import { createLogger } from "${module}"; createLogger("test", "info").info({ id: ${JSON.stringify(hostile)} }, "m");`,
    ],
    { encoding: "utf8" },
  );
  expect(stdout).toMatch(/^[^\p{Cc}\p{Cf}]*\n$/u);
  expect(JSON.parse(stdout)).toMatchObject({ id: hostile, msg: "m" });
});
