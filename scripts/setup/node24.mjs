import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { SetupError } from "./step.mjs";

/**
 * Checks for the Node of the npm package `node`, which npm puts first on the PATH of its scripts.
 * @param {string} checkout
 * @throws {SetupError} if the package did not install it
 */
export function requireNode24(checkout) {
  const { stdout } = spawnSync(join(checkout, "node_modules/.bin/node"), ["--version"], { encoding: "utf8" });
  if (stdout?.startsWith("v24.")) return;
  throw new SetupError(
    "Node 24 is missing: npm did not run the install script of the package `node`. " +
      "Is `ignore-scripts` set (npm config get ignore-scripts)? Unset it, remove node_modules and try again.",
  );
}
