import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import {
  hostsOf,
  type IdentityName,
  identityNames,
  serversOf,
} from "../../../../testbed/certificates/identities.ts";
import { checkout } from "../../../../testbed/checkout.ts";
import { productNames } from "../../../../testbed/pipeline/part.ts";

test("each part that listens, and the proxy, is reached as this machine and by its name in containers", () => {
  const services = Object.keys(parse(readFileSync(join(checkout, "docker-compose.yml"), "utf8")).services);
  for (const product of Object.values(productNames)) {
    expect(services).toContain(product);
    expect(hostsOf(product)).toEqual(expect.arrayContaining(["localhost", "127.0.0.1", "::1", product]));
  }
});

test("names are short, and mean nothing in a distinguished name or a file name", () => {
  expect(identityNames.filter((name) => !/^[a-z][a-z-]{1,19}$/.test(name))).toEqual([]);
});

test("docs/security.md lists the identities with their hosts and servers", () => {
  const text = readFileSync(join(checkout, "docs/security.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells);
  const names = (all: readonly string[]) => all.map((each) => `\`${each}\``).join(", ") || "–";
  const own = (name: IdentityName) =>
    hostsOf(name).filter((host) => !hostsOf("proxy").includes(host) || host === "proxy");
  expect(rows).toEqual(identityNames.map((name) => [name, names(own(name)), names(serversOf(name))]));
});
