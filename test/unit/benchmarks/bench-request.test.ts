import { execFile } from "node:child_process";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { benchCommand, minutesOf } from "../../../benchmarks/bench-command.ts";
import { type BenchArguments, benchRequest } from "../../../benchmarks/bench-request.ts";
import { benchmarks } from "../../../benchmarks/catalogue.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { runtimes } from "../../../testbed/pipeline/runtime.ts";

const own: BenchArguments = {
  ...{ runtime: "both", trace: "properties" },
  ...{ bridgeCommand: [], bridgeImage: [], bridgeEnv: [], connector: [], plugin: [] },
};
const others = { ...own, bridgeCommand: ["python3 bridge.py"] };
const asProcesses = { ...own, runtime: "local" } as const;
const inPayload = { ...own, trace: "payload" } as const;

function wanted(names: readonly string[], given: BenchArguments): string[] {
  return benchRequest(names, given).wanted.map(({ name }) => name);
}

test("all benchmarks that are possible are carried out by default", () => {
  expect(wanted([], own)).toEqual(benchmarks.map(({ name }) => name));
  expect(wanted([], asProcesses)).toEqual(benchmarks.map(({ name }) => name));
  expect(wanted([], others)).toEqual(["throughput", "latency"]);
  expect(wanted([], inPayload)).toEqual(["throughput", "latency"]);
});

test("those that are named are carried out, in the order of the catalogue", () => {
  expect(wanted(["latency", "throughput"], others)).toEqual(["throughput", "latency"]);
});

test("figures are the project's own without other bridges, and with run and seq where they are by default", () => {
  const isOwn = (given: BenchArguments) => benchRequest([], given).isOwn;
  expect([own, asProcesses].map(isOwn)).toEqual([true, true]);
  expect([others, inPayload, { ...own, bridgeImage: ["x"] }].map(isOwn)).toEqual([false, false, false]);
});

test("the project's own are measured in both runtimes unless it is said otherwise, other bridges as processes", () => {
  const where = (given: BenchArguments) => benchRequest([], given).runtimes;
  expect(where(own)).toEqual(runtimes);
  expect([asProcesses, others, inPayload].map(where)).toEqual([["local"], ["local"], ["local"]]);
});

test("bridges are stated as in comparisons", () => {
  const given = { ...others, bridgeImage: ["bridge:1"], bridgeEnv: ["A=1"] };
  expect(benchRequest([], given).bridges).toEqual([
    { kind: "program", command: "python3 bridge.py" },
    { kind: "image", image: "bridge:1", environment: { A: "1" } },
  ]);
  expect(() => benchRequest([], { ...own, bridgeEnv: ["A=1"] })).toThrow(
    "--bridge-env: only with --bridge-image",
  );
});

test.each([
  [["nothing"], own, /^nothing: throughput, .*, devices, secure, consumers, scale are allowed$/],
  [
    ["latency", "recovery", "ledger"],
    others,
    "recovery, ledger: throughput, latency are allowed with other bridges",
  ],
  [
    ["backlog"],
    { ...others, trace: "payload" },
    "backlog: throughput, latency are allowed with other bridges and --trace payload",
  ],
] as const)("%j with %j is refused", (names, given, message) => {
  expect(() => benchRequest(names, given)).toThrow(InvalidArgumentError);
  expect(() => benchRequest(names, given)).toThrow(message);
});

test("the help has every benchmark with its length, and that of all", () => {
  const help = benchCommand().helpInformation().replaceAll(/\s+/g, " ");
  for (const { name, minutes } of benchmarks)
    expect(help).toContain(`${name} ${minutes.local} + ${minutes.compose}`);
  expect(help).toContain(`about ${minutesOf(benchmarks, runtimes)} minutes`);
});

describe.concurrent("npm run bench", () => {
  test.each([
    [["recovery", "--bridge-command", "x"], "error: recovery: throughput, latency are allowed"],
    [["--runtime", "compose"], "Allowed choices are both, local."],
    [["--bridge-image", "\u001b[2J"], "error: --bridge-image \\u001b[2J: the name of an image is allowed"],
  ] as const)("refuses %j in one line with exit code 2", async (args, line) => {
    const { code, stdout, stderr } = await bench(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")).toEqual([expect.stringContaining(line), ""]);
  });

  test("has the bridges in its help", async () => {
    const { code, stdout } = await bench("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--bridge-command <command>");
    expect(stdout).toContain("With other bridges or --trace payload: throughput, latency.");
  });
});

/** Runs `npm run bench` with these arguments. */
function bench(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(checkout, "benchmarks/main.ts"), ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}
