import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { foreignAccess } from "../../../../../testbed/pipeline/foreign/foreign-access.ts";

test("the session timeout is one that brokers allow by default, or that of the client properties", () => {
  const folder = mkdtempSync(join(tmpdir(), "foreign-access-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const kafkaConfig = join(folder, "client.properties");
  const { sessionTimeoutMs, security } = foreignAccess({});
  expect(security).toEqual({});
  // group.min.session.timeout.ms of a broker, and the group.max.session.timeout.ms of the strictest cloud service.
  expect(sessionTimeoutMs).toBeGreaterThanOrEqual(6_000);
  expect(sessionTimeoutMs).toBeLessThanOrEqual(300_000);
  writeFileSync(kafkaConfig, "client.id=a");
  expect(foreignAccess({ kafkaConfig }).sessionTimeoutMs).toBe(sessionTimeoutMs);
  writeFileSync(kafkaConfig, "session.timeout.ms=45000");
  expect(foreignAccess({ kafkaConfig }).sessionTimeoutMs).toBe(45_000);
});
