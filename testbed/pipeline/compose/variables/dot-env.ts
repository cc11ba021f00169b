import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { checkout } from "../../../checkout.ts";

/**
 * Returns the environment as compose sees it: the variables of this process, and those that it does not have from the file `.env`
 * in the checkout, or the files of COMPOSE_ENV_FILES. (Docker's documentation, "Environment variables precedence".)
 */
export function environmentWithDotEnv(folder = checkout): NodeJS.ProcessEnv {
  const { COMPOSE_ENV_FILES: files } = process.env;
  const variables = (files ? files.split(",") : [".env"]).map((file) => variablesIn(resolve(folder, file)));
  return { ...Object.assign({}, ...variables), ...process.env };
}

/** Returns the variables of a file; none if it is missing, which compose reports unless it is `.env`. */
function variablesIn(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
