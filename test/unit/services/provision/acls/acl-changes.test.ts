import { type AclEntry } from "kafkajs";
import { expect, test } from "vitest";
import { aclChanges } from "../../../../../services/provision/acls/acl-changes.ts";
import { type AclRule, aclRules } from "../../../../../services/provision/acls/acl-table.ts";

const rules = aclRules("coffee");
const all = aclChanges([], rules).missing;
const none = { missing: [], surplus: [] };

test("each operation of each rule is an entry that allows it from every host", () => {
  expect(all).toHaveLength(rules.reduce((sum, { operations }) => sum + operations.length, 0));
  for (const entry of all) expect(entry).toMatchObject({ host: "*", permissionType: 3 });
  const rule: AclRule = {
    principal: "User:CN=tap",
    resource: { type: "group", name: "tap-", isPrefix: true },
    operations: ["read"],
  };
  const entry = { resourceType: 3, resourceName: "tap-", resourcePatternType: 4, operation: 3 };
  expect(aclChanges([], [rule]).missing).toMatchObject([{ principal: "User:CN=tap", ...entry }]);
});

test("nothing changes where the rights are as in the table, whatever the order", () => {
  expect(aclChanges(all.toReversed(), rules)).toEqual(none);
});

test("one that is missing is given back, and one that is not in the table is taken from its user", () => {
  const [lost, ...kept] = all as [AclEntry, ...AclEntry[]];
  const denied = { ...lost, permissionType: 2 };
  const wider = { ...lost, resourcePatternType: 4 };
  expect(aclChanges([...kept, denied, wider], rules)).toEqual({ missing: [lost], surplus: [denied, wider] });
});

test("rights that somebody gave to a user of their own stay", () => {
  const [entry] = all as [AclEntry];
  expect(aclChanges([...all, { ...entry, principal: "User:CN=own" }], rules)).toEqual(none);
});
