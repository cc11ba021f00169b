import { expect, test } from "vitest";
import { partNames } from "../../../../services/shared/topology.ts";
import { ClaimChanges } from "../../../../testbed/drill/claim-changes.ts";
import { type Claim, type Claims } from "../../../../testbed/drill/claims.ts";

const allParts = (claim: Claim): Claims =>
  Object.fromEntries(partNames.map((part) => [part, claim])) as Claims;

test("a claim is kept when it changes; a change of its figures alone is ignored", () => {
  const changes = new ClaimChanges();
  changes.add(1, allParts({ healthy: true, says: "lag 3" }));
  changes.add(2, allParts({ healthy: true, says: "lag 4" }));
  changes.add(3, allParts({ healthy: false, says: "no answer" }));
  changes.add(4, allParts({ healthy: true, says: "lag 9" }));
  expect(changes.all.get("kafka")).toEqual([
    { at: 1, healthy: true, says: "lag 3" },
    { at: 3, healthy: false, says: "no answer" },
    { at: 4, healthy: true, says: "lag 9" },
  ]);
});

test("another claim of the same health is a change; a figure with more digits is none", () => {
  const changes = new ClaimChanges();
  changes.add(1, allParts({ healthy: true, says: "lag 9" }));
  changes.add(2, allParts({ healthy: true, says: "lag 10" }));
  changes.add(3, allParts({ healthy: true, says: "rebalancing" }));
  changes.add(4, allParts({ healthy: false, says: "rebalancing" }));
  expect(changes.all.get("bridge")?.map(({ at }) => at)).toEqual([1, 3, 4]);
});

test("every part has its own changes", () => {
  const changes = new ClaimChanges();
  const claims = allParts({ healthy: true, says: "fine" });
  changes.add(1, claims);
  changes.add(2, { ...claims, kafka: { healthy: false, says: "no answer" } });
  const counts = [...changes.all].map(([part, list]) => [part, list.length]);
  expect(counts).toEqual(partNames.map((part) => [part, part === "kafka" ? 2 : 1]));
});
