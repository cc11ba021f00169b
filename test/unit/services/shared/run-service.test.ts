import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { checkout } from "../../../../testbed/checkout.ts";

test("a service that has stopped ends, whatever still keeps its process, and its last lines are written", async () => {
  const program = `
    import { createLogger } from "./services/shared/logger.ts";
    import { runService } from "./services/shared/run-service.ts";
    await runService(async () => {
      setInterval(() => undefined, 1_000);
      process.stderr.write("started");
      return createLogger("test", "info");
    });`;
  const service = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: checkout,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, exited] = [text(service.stdout), once(service, "exit")];
  await once(service.stderr, "data");
  service.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
  expect(await output).toMatch(/"stopping"\}\n.*"stopped"\}\n$/);
});
