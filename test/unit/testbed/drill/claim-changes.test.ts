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
