import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allFileNames } from "../../../testbed/certificates/folder/file-names.ts";

/** Characters by which a key, a password or a token is recognized. */
const leastLength = 40;

/** Returns the secrets of a folder of certificates by their files: of a key, one line of its Base64. */
export function pipelineSecrets(certificates: string): ReadonlyMap<string, string> {
  const files = allFileNames.filter((name) => /\.(key|password|token)$/.test(name));
  return new Map(
    files.map((name) => {
      const lines = readFileSync(join(certificates, name), "utf8").split("\n");
      const secret = name.endsWith(".key") ? lines[1] : lines[0];
      if (secret === undefined || secret.length < leastLength) throw new Error(`${name} has no secret`);
      return [name, secret];
    }),
  );
}

/** Returns the files whose secrets are in a text. */
export function secretsIn(text: string, secrets: ReadonlyMap<string, string>): string[] {
  return [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => name);
}
