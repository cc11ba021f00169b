import { expect, test } from "vitest";
import { withoutCiCommands } from "../../../../../services/shared/text/without-ci-commands.ts";

test.each([
  ["::error::x", "\\u003a:error::x"],
  ["a\n  \u00a0::set-env name=PATH::x", "a\n  \u00a0\\u003a:set-env name=PATH::x"],
  ["a ##[error]x", "a \\u0023#[error]x"],
  ["##vso[task.setvariable variable=x]y", "\\u0023#vso[task.setvariable variable=x]y"],
  ["##teamcity[testFailed name='x']", "\\u0023#teamcity[testFailed name='x']"],
  ["###[warning]", "#\\u0023#[warning]"],
])("%j commands nothing", (text, inert) => {
  expect(withoutCiCommands(text)).toBe(inert);
  expect(withoutCiCommands(inert)).toBe(inert);
});

test.each(["a ::error::x", "[::1]:9092", "std::vector", ":a:", "## Readings", "# [a](b)", "a\n##\n[b]"])(
  "%j stays as it is",
  (text) => {
    expect(withoutCiCommands(text)).toBe(text);
  },
);
