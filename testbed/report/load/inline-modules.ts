import { readFileSync } from "node:fs";

const importStatement = /^import \{[^}]*\} from "([^"]+)";\n/gm;
const exportKeyword = /^export (?=(?:class|const|function) )/gm;

/**
 * Joins an ES module and its imports, dependencies first, into the text of one script, because a page opened as a file cannot
 * load modules. The modules share one scope, so names at their top level must be unique. Imports are of the form
 * `import { name } from "./file.js";`, without `as`.
 */
export function inlineModules(entry: URL): string {
  const seen = new Set<string>();
  const withImports = (url: URL): string => {
    if (seen.has(url.href)) return "";
    seen.add(url.href);
    const source = readFileSync(url, "utf8");
    const imported = [...source.matchAll(importStatement)].map(([, specifier = ""]) =>
      withImports(new URL(specifier, url)),
    );
    return `${imported.join("")}${source.replaceAll(importStatement, "").replaceAll(exportKeyword, "")}\n`;
  };
  return withImports(entry);
}
