import { expect, test } from "vitest";
import { partNames } from "../../../../services/shared/topology.ts";
import { ClaimChanges } from "../../../../testbed/drill/claim-changes.ts";
import { type Claim, type Claims } from "../../../../testbed/drill/claims.ts";

const everybody = (claim: Claim): Claims =>
  Object.fromEntries(partNames.map((part) => [part, claim])) as Claims;

test("keeps what a part says when it changes, and figures in it are no change", () => {
  const changes = new ClaimChanges();
  changes.add(1, everybody({ healthy: true, says: "lag 3" }));
  changes.add(2, everybody({ healthy: true, says: "lag 4" }));
  changes.add(3, everybody({ healthy: false, says: "no answer" }));
  changes.add(4, everybody({ healthy: true, says: "lag 9" }));
  expect(changes.all.get("kafka")).toEqual([
    { at: 1, healthy: true, says: "lag 3" },
    { at: 3, healthy: false, says: "no answer" },
    { at: 4, healthy: true, says: "lag 9" },
  ]);
});
