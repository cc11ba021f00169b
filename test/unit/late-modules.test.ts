import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";

/** Fails the import of the client, and names the module that has asked for it. */
const hook = `
import { registerHooks } from "node:module";
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "@platformatic/kafka") throw new Error("asked for by " + context.parentURL);
    return next(specifier, context);
  },
});`;

test.each(["testbed/cli/commands/start.ts", "services/consumer/consumer.ts"])(
  "%s loads without @platformatic/kafka, which takes 0.3 s and 60 MiB",
  (module) => {
    const load = () =>
      execFileSync(
        process.execPath,
        ["--import", `data:text/javascript,${encodeURIComponent(hook)}`, join(checkout, module)],
        { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" },
      );
    expect(load).not.toThrow();
  },
);
