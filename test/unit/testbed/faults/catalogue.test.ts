import { expect, test } from "vitest";
import { z } from "zod";
import { faultsTable } from "../../../../scripts/docs/faults-table.ts";
import { faultCommands } from "../../../../testbed/cli/commands/fault-commands.ts";
import { catalogue } from "../../../../testbed/faults/catalogue.ts";
import { linkFault } from "../../../../testbed/faults/definition/fault-definition.ts";
import { linkIn } from "../../../../testbed/faults/definition/link-state-fault.ts";
import { everyFault } from "../../../../testbed/faults/spec/all-faults.ts";
import { allLimitsInWords } from "../../../../testbed/faults/spec/limits-in-words.ts";
import { defaultParameters, faultFields } from "../../../../testbed/report/drill/fault-fields.ts";

/** A fault that the catalogue does not have. */
const blink = linkFault({
  kind: "blink",
  description: "cut a link several times within --outage",
  shows: "impatience",
  cannotShow: "a link that stays down",
  parameters: {
    blinks: {
      kind: "number",
      flag: "--blinks",
      description: "number of blinks",
      min: 2,
      max: 100,
      default: 5,
      inWords: (blinks) => `${blinks} times`,
    },
  },
  holdsUpMs: () => 0,
  inject: (link) => linkIn(link, { state: "cut" }),
  recoveryLimit: () => ({ kind: "fixed", ms: 4_000 }),
});
const extended = [...catalogue, blink] as const;

test("a fault that is added to the catalogue has a drill command with its parameters", async () => {
  const specs: unknown[] = [];
  const commands = faultCommands(extended, async (spec) => {
    specs.push(spec);
  });
  expect(commands.map((command) => command.name())).toEqual([...catalogue.map(({ kind }) => kind), "blink"]);
  const command = commands.at(-1);
  expect(command?.helpInformation()).toMatch(
    /cut a link several times.*--blinks <n> +number of blinks \(default: 5\)/s,
  );
  await command?.parseAsync(["connect-kafka"], { from: "user" });
  await commands.at(-1)?.parseAsync(["kafka-consumer", "--blinks", "7"], { from: "user" });
  expect(specs).toEqual([
    { kind: "blink", link: "bridge-kafka", blinks: 5 },
    { kind: "blink", link: "kafka-consumer", blinks: 7 },
  ]);
});

test("a fault that is added to the catalogue is in the report schema, with its parameters", () => {
  const schema = z.object(faultFields(extended));
  const fields = {
    fault: "blink",
    target: "mqtt-bridge",
    blinks: 3,
    cuts: null,
    hangBy: null,
    delayMs: null,
    kilobytesPerSecond: null,
  } as const;
  expect(schema.parse(fields)).toEqual(fields);
  expect(() => schema.parse({ ...fields, fault: "explode" })).toThrow("blink");
});

test("a fault that is added to the catalogue is in the matrix, on every target", () => {
  const added = everyFault(extended).filter(({ kind }) => kind === "blink");
  expect(added).toEqual([
    { kind: "blink", link: "publisher-mqtt", blinks: 5 },
    { kind: "blink", link: "mqtt-bridge", blinks: 5 },
    { kind: "blink", link: "bridge-kafka", blinks: 5 },
    { kind: "blink", link: "kafka-consumer", blinks: 5 },
  ]);
});

test("a fault that is added to the catalogue is in the table of the docs and in the legends of reports", () => {
  expect(faultsTable(extended)).toContain(
    "| `blink` | link | cut a link several times within `--outage`; `--blinks` 2 to 100, default 5 | " +
      "impatience | a link that stays down | 4 s |",
  );
  expect(allLimitsInWords(extended)).toContain("; after blink: 4 s");
  expect(allLimitsInWords(extended)).toContain("; after cut, slow and thin: 2 s; ");
  expect(defaultParameters(extended)).toBe(
    "flap 5 times, slow by 500 ms in each direction, thin at 20 kB/s in each direction, blink 5 times",
  );
});

test("every kind of fault is in the catalogue once", () => {
  const kinds = catalogue.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});
