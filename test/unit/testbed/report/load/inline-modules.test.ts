import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runInNewContext, Script } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { inlineModules } from "../../../../../testbed/report/load/inline-modules.ts";

/** Writes modules to a temporary folder and returns the URL of the first. */
function modules(sources: Readonly<Record<string, string>>): URL {
  const folder = mkdtempSync(join(tmpdir(), "inline-modules-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source);
  return pathToFileURL(join(folder, Object.keys(sources)[0] ?? ""));
}

test("imported modules come first, each once", () => {
  const script = inlineModules(
    modules({
      "page.js":
        'import { left } from "./left.js";\nimport {\n  right,\n} from "./right.js";\nlog(left, right);\n',
      "left.js": 'import { base } from "./base.js";\nexport const left = base + 1;\n',
      "right.js":
        'import { base } from "./base.js";\nexport function unused() {}\nexport const right = base + 2;\n',
      "base.js": "export const base = 10;\n",
    }),
  );
  const logged: unknown[] = [];
  runInNewContext(script, { log: (...values: unknown[]) => logged.push(...values) });
  expect(logged).toEqual([11, 12]);
});

test("an import or export that is not at the beginning of a line is no statement", () => {
  const script = inlineModules(
    modules({
      "page.js": '// import { gone } from "./gone.js";\nlog("export const two");\nexport const one = 1;\n',
    }),
  );
  const logged: unknown[] = [];
  runInNewContext(script, { log: (...values: unknown[]) => logged.push(...values) });
  expect(logged).toEqual(["export const two"]);
});

test("the modules of the load report form a valid script: no import is left, no name is declared twice", () => {
  const page = new URL("../../../../../testbed/report/load/page/page.js", import.meta.url);
  expect(() => new Script(inlineModules(page))).not.toThrow();
});
