import { readFileSync } from "node:fs";
import { getProperties } from "properties-file";
import { expect, test } from "vitest";
import { type AclOperation, aclRules, scramUser } from "../../../../../services/provision/acls/acl-table.ts";
import { identityNames, serversOf } from "../../../../../testbed/certificates/identities.ts";

const rules = aclRules("coffee");
const principals = new Set(rules.map(({ principal }) => principal));
const properties = (file: string) =>
  getProperties(readFileSync(new URL(`../../../../../${file}`, import.meta.url), "latin1"));

/** Operations whose word in the documentation is another one. */
const wordIn: Readonly<Partial<Record<AclOperation, string>>> = {
  "describe-configs": "describe the configuration",
  "alter-configs": "alter the configuration",
};

test("whoever has a right is the user of SCRAM, or has a certificate as a client of Kafka", () => {
  const clients = identityNames.filter((name) => serversOf(name).includes("kafka"));
  const users = [...clients.map((name) => `User:CN=${name}`), `User:${scramUser}`];
  expect([...principals].filter((principal) => !users.includes(principal))).toEqual([]);
});

test("the node alone is a super user, health checks have no right, and nobody has one in two rules", () => {
  const { "super.users": superUsers, "allow.everyone.if.no.acl.found": everyone } = properties(
    "services/kafka/secure.properties",
  );
  expect({ superUsers, everyone }).toEqual({ superUsers: "User:CN=kafka", everyone: "false" });
  expect(principals).not.toContain("User:CN=kafka");
  expect(principals).not.toContain("User:CN=kafka-health");
  const subjects = rules.map(({ principal, resource }) => JSON.stringify([principal, resource]));
  expect(new Set(subjects).size).toBe(subjects.length);
});

test("the topics of readings and of dead letters follow the topic that is set", () => {
  const names = aclRules("tea").map(({ resource }) => resource.name);
  expect(names).toEqual(expect.arrayContaining(["tea", "tea.dead-letter"]));
  expect(names.filter((name) => name.startsWith("coffee"))).toEqual(["coffee-consumer", "coffee-consumer"]);
});

test("topics and group of the worker are those in its properties", () => {
  const worker = properties("connect/worker.properties");
  const mine = rules.filter(({ principal }) => principal === "User:CN=connect");
  const [topics, group] = mine.map(({ resource }) => resource);
  expect(mine).toHaveLength(2);
  expect(group).toEqual({ type: "group", name: worker["group.id"], isPrefix: false });
  expect(topics).toMatchObject({ type: "topic", isPrefix: true });
  for (const kind of ["config", "offset", "status"])
    expect(worker[`${kind}.storage.topic`]?.startsWith(topics?.name ?? "?")).toBe(true);
});

test("every listener of the node is one of TLS in the secure form", () => {
  const name = "listener.security.protocol.map";
  const [open, secure] = ["server", "secure"].map(
    (form) =>
      new Map(
        properties(`services/kafka/${form}.properties`)
          [name]?.split(",")
          .map((entry) => entry.split(":") as [string, string]),
      ),
  );
  expect([...(secure?.keys() ?? [])]).toEqual([...(open?.keys() ?? []), "SCRAM"]);
  expect(new Set(secure?.values())).toEqual(new Set(["SSL", "SASL_SSL"]));
});

test("docs/security.md has a row for each user, with the topics and groups of the table", () => {
  const docs = readFileSync(new URL("../../../../../docs/security.md", import.meta.url), "utf8");
  const rows = docs.split("\n").filter((line) => /^\| `(CN=[\w-]+|reader)`/.test(line));
  const users = rows.map((row) => `User:${/`([^`]+)`/.exec(row)?.[1]}`);
  expect(users).toEqual([...principals, "User:CN=kafka-health"]);
  for (const { principal, resource, operations } of rules) {
    const [, , topics = "", groups = ""] = rows[users.indexOf(principal)]?.split("|") ?? [];
    const cell = (resource.type === "topic" ? topics : groups).replace(
      "both",
      "`coffee`, `coffee.dead-letter`",
    );
    expect(cell, principal).toContain(`\`${resource.name}${resource.isPrefix ? "*" : ""}\``);
    for (const operation of operations) expect(cell, principal).toContain(wordIn[operation] ?? operation);
  }
});
