import { expect, test } from "vitest";
import { type Bridge, bridgeOf } from "../../../../testbed/pipeline/bridge.ts";

const connector = { plugin: "/plugins/other", config: { "connector.class": "Other" } };

test("a bridge given without its kind is told by its fields", () => {
  expect(bridgeOf({ command: "python3 bridge.py" })).toEqual({
    kind: "program",
    command: "python3 bridge.py",
  });
  expect(bridgeOf({ image: "bridge:1" })).toEqual({ kind: "image", image: "bridge:1", environment: {} });
  expect(bridgeOf(connector)).toEqual({ kind: "connector", ...connector });
});

test("a bridge given with its kind stays as it is", () => {
  const bridges: Bridge[] = [
    { kind: "program", command: "python3 bridge.py", name: "mine" },
    { kind: "image", image: "bridge:1", environment: { A: "1" }, name: "mine" },
    { kind: "connector", ...connector },
  ];
  expect(bridges.map(bridgeOf)).toEqual(bridges);
});
