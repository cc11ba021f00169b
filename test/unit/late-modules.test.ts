import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";

/** Fails the import of a package, and names the module that has asked for it. */
const hook = (name: string) => `
import { registerHooks } from "node:module";
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === ${JSON.stringify(name)}) throw new Error("asked for by " + context.parentURL);
    return next(specifier, context);
  },
});`;

test.each([
  ["testbed/cli/commands/start.ts", "@platformatic/kafka", "0.3 s and 60 MiB"],
  ["services/consumer/consumer.ts", "@platformatic/kafka", "0.3 s and 60 MiB"],
  ["testbed/cli/commands/certificates.ts", "@peculiar/x509", "0.1 s and 24 MiB"],
  ["testbed/cli/commands/certificates.ts", "pkijs", "0.04 s and 15 MiB"],
])("%s loads without %s, which takes %s", (module, name) => {
  const load = () =>
    execFileSync(
      process.execPath,
      ["--import", `data:text/javascript,${encodeURIComponent(hook(name))}`, join(checkout, module)],
      { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" },
    );
  expect(load).not.toThrow();
});
