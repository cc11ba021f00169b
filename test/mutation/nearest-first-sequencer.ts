import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Order of the test files in a run with one mutant: those in the folders nearest to the mutated file first, property tests
 * last, for the run ends with the first test that fails.
 */
export class NearestFirstSequencer extends BaseSequencer {
  readonly #propertyTests = new Map<string, boolean>();

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { related, root } = this.ctx.config;
    const mutated = related?.[0] === undefined ? [] : segments(root, related[0]);
    const rank = (file: TestSpecification) =>
      (this.#isPropertyTest(file.moduleId) ? -100 : 0) +
      commonLength(
        mutated,
        segments(root, file.moduleId.replace("/test/unit/", "/").replace(".test.ts", ".ts")),
      );
    return files.toSorted((a, b) => rank(b) - rank(a));
  }

  #isPropertyTest(path: string): boolean {
    const known = this.#propertyTests.get(path) ?? readFileSync(path, "utf8").includes('from "fast-check"');
    this.#propertyTests.set(path, known);
    return known;
  }
}

function segments(root: string, path: string): string[] {
  return relative(root, path).split("/");
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((segment, i) => segment !== b[i]);
  return end < 0 ? a.length : end;
}
