import { expect, test } from "vitest";
import { latestHealthCheck } from "../../../../../../testbed/pipeline/compose/parts/health-check.ts";

const health = (...log: { ExitCode: number; Output: string }[]) =>
  JSON.stringify({ Status: "unhealthy", Log: log });

test("the latest of several health checks is told, with its exit code and output", () => {
  const checks = health(
    { ExitCode: 0, Output: "fine" },
    { ExitCode: 4, Output: "wget: bad address 'proxy:3128'\n" },
  );
  expect(latestHealthCheck(checks)).toBe(
    "its latest health check ended with exit code 4:\nwget: bad address 'proxy:3128'",
  );
});

test("a health check that wrote nothing is told by its exit code", () => {
  expect(latestHealthCheck(health({ ExitCode: 1, Output: "\n" }))).toBe(
    "its latest health check ended with exit code 1 and said nothing",
  );
});

test("of a long output the end is told, where the reason stands", () => {
  const told = latestHealthCheck(health({ ExitCode: 1, Output: `${"x".repeat(4_000)} the reason` }));
  expect(told).toMatch(/^its latest health check ended with exit code 1:\n… x+ the reason$/);
  expect(told?.length).toBeLessThan(1_100);
});

test.each(["null", '{"Status":"starting","Log":null}', '{"Status":"starting","Log":[]}'])(
  "without a health check that has ended nothing is told: %s",
  (json) => {
    expect(latestHealthCheck(json)).toBeUndefined();
  },
);
