import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { classPath } from "../../../testbed/pipeline/local/java.ts";

test("the class path has all jars and nothing else, in an order that does not depend on the folder's", () => {
  const folder = mkdtempSync(join(tmpdir(), "jars-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of ["b.jar", "readme.txt", "a.jar", "c.jar"]) writeFileSync(join(folder, file), "");
  expect(classPath(folder)).toBe(["a.jar", "b.jar", "c.jar"].map((jar) => join(folder, jar)).join(":"));
});
