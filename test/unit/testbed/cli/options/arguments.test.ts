import { Command } from "commander";
import { expect, test } from "vitest";
import {
  durationArgument,
  repeatableOption,
  wholeNumberArgument,
} from "../../../../../testbed/cli/options/arguments.ts";

test("a time is parsed to milliseconds", () => {
  const read = durationArgument(0, 3_600_000);
  expect(["500ms", "10s", "1.5s", "2m", "1h", "0ms"].map(read)).toEqual([
    500, 10_000, 1_500, 120_000, 3_600_000, 0,
  ]);
});

test.each(["", "10", "s", "-1s", "soon", "2h", "1e3s", "10 s"])(
  "%j is refused as a time, and the error has the allowed range",
  (text) => {
    expect(() => durationArgument(100, 3_600_000)(text)).toThrow(
      "a time from 100ms to 1h is allowed, such as 500ms, 10s or 2m",
    );
  },
);

test.each(["", "0", "11", "1.5", "-1", "ten", "1e1"])(
  "%j is refused as a whole number from 1 to 10",
  (text) => {
    expect(() => wholeNumberArgument(1, 10)(text)).toThrow("a whole number from 1 to 10 is allowed");
  },
);

test("whole numbers are accepted up to their limits", () => {
  expect(["1", "10"].map(wholeNumberArgument(1, 10))).toEqual([1, 10]);
});

test("an option that may be repeated is a list of its values, in order, and a word in the help", () => {
  const command = () => new Command().addOption(repeatableOption("--plugin <folder>", "folder with jars"));
  const plugins = (...args: string[]) => command().parse(args, { from: "user" }).opts()["plugin"];
  expect(plugins()).toEqual([]);
  expect(plugins("--plugin", "a", "--plugin=b")).toEqual(["a", "b"]);
  expect(command().helpInformation()).toMatch(/--plugin <folder> +folder with jars \(default: none\)/);
});
