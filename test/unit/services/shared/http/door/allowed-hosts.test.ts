import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { EnvironmentError, readEnvironment } from "../../../../../../services/shared/environment.ts";
import { AllowedHosts } from "../../../../../../services/shared/http/door/allowed-hosts.ts";
import { doorSettings } from "../../../../../../services/shared/http/door/door-settings.ts";
import { hostName } from "../../../../../../services/shared/http/door/host-name.ts";

const hostsOf = (HTTP_HOSTS: string) => readEnvironment(z.object(doorSettings), { HTTP_HOSTS }).HTTP_HOSTS;

/** Whether a server with these settings answers under this Host. */
function allows(host: string, { names = "", listening = "127.0.0.1", local = "127.0.0.1" } = {}): boolean {
  return new AllowedHosts(hostsOf(names), listening).allows(hostName(host) ?? "", local);
}

test.each([
  "localhost",
  "LocalHost:3000",
  "localhost.",
  "127.0.0.1",
  "127.0.0.1:80",
  "127.9.9.9",
  "[::1]:3000",
  "[::ffff:127.0.0.1]",
])("%s is allowed without any setting", (host) => expect(allows(host)).toBe(true));

test.each([
  ...[
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.localhost",
    "0.0.0.0",
    "[::]",
  ],
  ...["10.0.0.7", "[2001:db8::1]", "publisher", "localhost,evil.example", "localhost evil.example", "*"],
])("%s is refused without any setting", (host) => expect(allows(host)).toBe(false));

test.each([
  ["testbed.example", { names: "testbed.example" }],
  ["TESTBED.example:8443", { names: " other.example , Testbed.Example. ,," }],
  ["192.0.2.1:3000", { names: "192.0.2.1" }],
  ["[2001:db8::1]", { names: "2001:DB8:0::1" }],
  ["[2001:db8::1]", { names: "[2001:db8::1]" }],
  ["xn--bcher-kva.example", { names: "bücher.example" }],
])("%s is allowed if the operator sets it", (host, given) => expect(allows(host, given)).toBe(true));

test("the address to listen on is allowed, unless it stands for all", () => {
  expect(allows("testbed.example", { listening: "testbed.example" })).toBe(true);
  expect(allows("[2001:db8::1]", { listening: "2001:db8::1" })).toBe(true);
  expect(allows("0.0.0.0", { listening: "0.0.0.0" })).toBe(false);
  expect(allows("[::]", { listening: "::" })).toBe(false);
});

test("the address that a connection came in on is allowed: a web page cannot give its name to an address", () => {
  expect(allows("172.18.0.3:3000", { listening: "0.0.0.0", local: "172.18.0.3" })).toBe(true);
  expect(allows("172.18.0.3", { listening: "::", local: "::ffff:172.18.0.3" })).toBe(true);
  expect(allows("[fd00::3]", { listening: "::", local: "fd00::3" })).toBe(true);
  expect(allows("172.18.0.4", { listening: "0.0.0.0", local: "172.18.0.3" })).toBe(false);
});

test.each([
  "*",
  "*.example",
  "http://testbed.example",
  "testbed.example:3000",
  "[::1]:3000",
  "a b",
  "a/b",
  "a@b",
])("HTTP_HOSTS=%s is refused with what is allowed", (list) => {
  const refused = () => hostsOf(list);
  expect(refused).toThrow(EnvironmentError);
  expect(refused).toThrow(
    `HTTP_HOSTS=${list} is refused: a comma-separated list of names and addresses without ports is allowed, such as testbed.example,192.0.2.1`,
  );
});

test("no text is taken for a loopback name that a browser would look up elsewhere", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webAuthority(), fc.domain()), (text) => {
      if (!allows(text)) return;
      // The browser's own parser agrees on what the text is.
      expect(URL.parse(`http://${text}/`)?.hostname).toMatch(
        /^(localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f..:.*\])$/,
      );
    }),
    { numRuns: 2_000 },
  );
});
