import { tmpdir } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import {
  freeInterfaceHost,
  requireLinkInterfaces,
} from "../../../../../testbed/pipeline/local/link-interfaces.ts";

afterEach(() => vi.restoreAllMocks());

/** Returns the reason for which links cannot have interfaces. */
function refusal(path?: string): string {
  try {
    requireLinkInterfaces(path);
    return "";
  } catch (error) {
    return String(error);
  }
}

test("links have interfaces of their own as root only", () => {
  vi.spyOn(process, "getuid").mockReturnValue(1_000);
  expect(refusal()).toBe("LinkInterfaceError: needs root");
});

test("programs that are missing are named, with their packages", () => {
  vi.spyOn(process, "getuid").mockReturnValue(0);
  expect(refusal(tmpdir())).toBe(
    "LinkInterfaceError: needs ip (package iproute2), tc (package iproute2), unshare (package util-linux), nsenter (package util-linux)",
  );
});

test("the address of an interface is the second of two, and differs each time", () => {
  const hosts = new Set(Array.from({ length: 20 }, freeInterfaceHost));
  expect(hosts.size).toBeGreaterThan(10);
  for (const host of hosts) expect(Number(host.split(".")[3]) % 2).toBe(1);
});
