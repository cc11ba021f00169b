import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../../../testbed/checkout.ts";

const stay = join(checkout, "services/health/stay.sh");

/** Outcome of one check. */
interface Check {
  readonly code: number;
  readonly output: string;
  /** Waits of the check, in seconds. */
  readonly slept: readonly string[];
}

/**
 * Returns a container's checks: each call runs one, with a probe that gives these results, one after the other, and the last of
 * them from then on. Time passes only as seen by the check: a wait ends at once, and each look at the clock is a second later.
 */
async function container(): Promise<(...results: readonly ("usable" | "not usable")[]) => Promise<Check>> {
  const folder = await mkdtemp(join(tmpdir(), "stay-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = async (name: string, body: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\ncd ${folder}\n${body}`);
    await chmod(join(folder, name), 0o755);
  };
  await program("sleep", "echo $1 >>slept\n");
  await program("date", "echo second >>clock; wc -l <clock\n");
  await program(
    "probe",
    `result=$(head -n 1 results)
[ $(wc -l <results) -eq 1 ] || sed -i 1d results
echo "it is $result"
[ "$result" = usable ]
`,
  );
  return async (...results) => {
    await writeFile(join(folder, "results"), `${results.join("\n")}\n`);
    await writeFile(join(folder, "slept"), "");
    const env = { PATH: `${folder}:${process.env["PATH"]}`, TMPDIR: folder };
    const { code, output } = await new Promise<Omit<Check, "slept">>((resolve) => {
      execFile("sh", [stay, "probe"], { env }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });
    const slept = (await readFile(join(folder, "slept"), "utf8")).split("\n").filter(Boolean);
    return { code, output, slept };
  };
}

test("the first check returns as soon as the part is usable, and every later one looks for a minute", async () => {
  const check = await container();
  expect(await check("not usable", "not usable", "usable")).toEqual({
    code: 0,
    output: "",
    slept: ["0.2", "0.2"],
  });
  for (let later = 0; later < 2; later += 1) {
    expect(await check("usable")).toEqual({ code: 0, output: "", slept: Array(6).fill("10") });
  }
});

test("a part that is not usable in time is named with the reason of the probe", async () => {
  const check = await container();
  const { code, output, slept } = await check("not usable");
  expect({ code, output }).toEqual({ code: 1, output: "it is not usable\n" });
  expect(slept.length).toBeLessThanOrEqual(45);
});

test("a part that hangs is found by two looks in a row, and its return by one each second", async () => {
  const check = await container();
  await check("usable");
  expect(await check("usable", "not usable", "usable")).toMatchObject({
    code: 0,
    slept: ["10", "10", "1", ...Array(4).fill("10")],
  });
  expect(await check("usable", "not usable", "not usable")).toEqual({
    code: 1,
    output: "it is not usable\n",
    slept: ["10", "10", "1"],
  });
  expect(await check("not usable", "usable")).toEqual({ code: 0, output: "", slept: ["1"] });
});
