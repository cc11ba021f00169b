import { expect, test } from "vitest";
import { links, parts } from "../../../../../../../services/publisher/status/page/pipeline/parts.js";
import { linkNames, partNames } from "../../../../../../../services/shared/topology.ts";

test("the status page has the parts and links of the topology, in the order of the flow", () => {
  expect(parts.map(({ id }) => id)).toEqual(partNames);
  expect(links.map(({ id }) => id)).toEqual(linkNames);
});

test("a link connects the two parts that its name says", () => {
  expect(links.map(({ from, to }) => `${from.id}-${to.id}`)).toEqual(linkNames);
});
