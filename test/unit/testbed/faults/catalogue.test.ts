import { expect, test } from "vitest";
import { z } from "zod";
import { faultsTable } from "../../../../scripts/docs/faults-table.ts";
import { faultCommands } from "../../../../testbed/cli/commands/fault-commands.ts";
import { catalogue } from "../../../../testbed/faults/catalogue.ts";
import { linkFault, linkIn } from "../../../../testbed/faults/definition/fault-definition.ts";
import { everyFault } from "../../../../testbed/faults/spec/all-faults.ts";
import { allLimitsInWords } from "../../../../testbed/faults/spec/limits-in-words.ts";
import { defaultParameters, faultFields } from "../../../../testbed/report/drill/fault-fields.ts";

/** A fault that the catalogue does not have. */
const flap = linkFault({
  kind: "flap",
  description: "cut a link several times within --outage",
  cannotShow: "a link that stays down",
  parameters: {
    cuts: {
      kind: "number",
      flag: "--cuts",
      description: "number of cuts",
      min: 2,
      max: 100,
      default: 5,
      inWords: (cuts) => `${cuts} times`,
    },
  },
  holdsUpMs: () => 0,
  inject: (link) => linkIn(link, { state: "cut" }),
  recoveryLimit: () => ({ kind: "fixed", ms: 4_000 }),
});
const extended = [...catalogue, flap] as const;

test("a fault that is added to the catalogue has a drill command with its parameters", async () => {
  const specs: unknown[] = [];
  const commands = faultCommands(extended, async (spec) => {
    specs.push(spec);
  });
  expect(commands.map((command) => command.name())).toEqual([...catalogue.map(({ kind }) => kind), "flap"]);
  const command = commands.at(-1);
  expect(command?.helpInformation()).toMatch(
    /cut a link several times.*--cuts <n> +number of cuts \(default: 5\)/s,
  );
  await command?.parseAsync(["connect-kafka"], { from: "user" });
  await commands.at(-1)?.parseAsync(["kafka-consumer", "--cuts", "7"], { from: "user" });
  expect(specs).toEqual([
    { kind: "flap", link: "bridge-kafka", cuts: 5 },
    { kind: "flap", link: "kafka-consumer", cuts: 7 },
  ]);
});

test("a fault that is added to the catalogue is in the report schema, with its parameters", () => {
  const schema = z.object(faultFields(extended));
  const fields = { fault: "flap", target: "mqtt-bridge", cuts: 3, delayMs: null } as const;
  expect(schema.parse(fields)).toEqual(fields);
  expect(() => schema.parse({ ...fields, fault: "explode" })).toThrow("flap");
});

test("a fault that is added to the catalogue is in the matrix, on every target", () => {
  const added = everyFault(extended).filter(({ kind }) => kind === "flap");
  expect(added).toEqual([
    { kind: "flap", link: "publisher-mqtt", cuts: 5 },
    { kind: "flap", link: "mqtt-bridge", cuts: 5 },
    { kind: "flap", link: "bridge-kafka", cuts: 5 },
    { kind: "flap", link: "kafka-consumer", cuts: 5 },
  ]);
});

test("a fault that is added to the catalogue is in the table of the docs and in the legends of reports", () => {
  expect(faultsTable(extended)).toContain(
    "| `flap` | link | cut a link several times within `--outage`; `--cuts` 2 to 100, default 5 | " +
      "a link that stays down | 4 s |",
  );
  expect(allLimitsInWords(extended)).toContain("; after flap: 4 s");
  expect(defaultParameters(extended)).toBe("slow by 500 ms in each direction, flap 5 times");
});

test("every kind of fault is in the catalogue once", () => {
  const kinds = catalogue.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
});
