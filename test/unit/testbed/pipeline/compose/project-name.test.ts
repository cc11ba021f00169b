import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectNameOf } from "../../../../../testbed/pipeline/compose/project-name.ts";

test("each folder has a project of its own, by whatever path it is named, and none has that of docker compose up", () => {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["A", "a"]) mkdirSync(join(folder, name));
  symlinkSync(join(folder, "a"), join(folder, "link"));
  const [upper = "", lower = "", link = ""] = ["A", "a", "link"].map((name) =>
    projectNameOf(join(folder, name)),
  );
  expect(upper).not.toBe(lower);
  expect(link).toBe(lower);
  // Names of projects: lower-case letters, digits, dashes and underscores (compose-spec, "name").
  for (const name of [upper, lower]) expect(name).toMatch(/^mqtt-kafka-testbed-[\da-f]{12}$/);
});
