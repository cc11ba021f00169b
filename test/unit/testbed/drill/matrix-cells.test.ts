import { expect, test } from "vitest";
import { drillDefaults } from "../../../../testbed/drill/drill-options.ts";
import { matrixCells } from "../../../../testbed/drill/matrix-cells.ts";
import { allFaults, openFaults } from "../../../../testbed/faults/spec/all-faults.ts";
import { runtimes } from "../../../../testbed/pipeline/runtime.ts";

const mine = { ...drillDefaults, bridge: { kind: "program", command: "node mine.js" } } as const;

test("the matrix has every fault under every load, for as long as the outage", () => {
  const cells = matrixCells([drillDefaults, mine], 3_000);
  expect(cells).toHaveLength(2 * openFaults.length);
  expect(cells.map(({ options }) => options.fault)).toEqual(
    [...openFaults, ...openFaults].map((spec) => ({ spec, outageMs: 3_000 })),
  );
  expect(new Set(cells.map(({ name, bridge }) => `${name} ${bridge}`)).size).toBe(cells.length);
});

test.each(runtimes)(
  "the matrix of a pipeline with shut doors has the faults of certificates and rights, too: %s",
  (runtime) => {
    const cells = matrixCells([{ ...drillDefaults, secure: true, runtime }], 3_000);
    expect(cells.map(({ options }) => options.fault?.spec)).toEqual(allFaults);
    const names = (kind: string) =>
      cells.flatMap(({ name }) => (name.startsWith(kind) ? [name.replace(" qos 1", "")] : []));
    expect(names("rotate")).toEqual([
      ...["rotate publisher", "rotate mqtt", "rotate bridge", "rotate kafka", "rotate consumer"],
    ]);
    expect(names("revoke")).toEqual(["revoke bridge", "revoke consumer"]);
    expect(names("wrong-ca")).not.toContain("wrong-ca publisher");
  },
);

test("a matrix of chosen faults has those, in their order, and none is a load without a fault", () => {
  const faults = [{ kind: "cut", link: "mqtt-bridge" }, { kind: "none" }] as const;
  expect(matrixCells([{ ...mine, qos: 2 }], 1_000, faults)).toEqual([
    {
      ...{ name: "cut mqtt-bridge qos 2", bridge: "node mine.js" },
      options: { ...mine, qos: 2, fault: { spec: faults[0], outageMs: 1_000 } },
    },
    { ...{ name: "none qos 2", bridge: "node mine.js" }, options: { ...mine, qos: 2 } },
  ]);
});

test("hang, thin and flap are in the matrix on each link", () => {
  const names = matrixCells([drillDefaults], 3_000).map(({ name }) => name);
  for (const kind of ["hang", "thin", "flap"]) {
    expect(names.filter((name) => name.startsWith(kind))).toEqual(
      ["publisher-mqtt", "mqtt-bridge", "bridge-kafka", "kafka-consumer"].map(
        (link) => `${kind} ${link} qos 1`,
      ),
    );
  }
});

test("an outage that is too short for one of the faults is refused before the first drill", () => {
  expect(() => matrixCells([drillDefaults], 449)).toThrow(
    "an outage of at least 450 ms is allowed, not 449 ms",
  );
});
