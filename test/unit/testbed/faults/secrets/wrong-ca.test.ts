import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { makeCertificates } from "../../../../../testbed/certificates/write-certificates.ts";
import { inject } from "../../../../../testbed/faults/inject.ts";
import { PartFailedError } from "../../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import { temporaryFolder } from "../../../../support/tls/temporary-folder.ts";

test("a broker that answers, and whose health check trusts its own CA only, is left like that for the outage", async () => {
  const folder = join(temporaryFolder(), "certificates");
  const authority = await makeCertificates(folder);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const shown: string[] = [];
  const connectionOptions = { host: "127.0.0.1", port: 0, ca: read("ca.crt") };
  const part = {
    ...{ name: "mqtt", logFile: "/dev/null", stopped: Promise.withResolvers<void>() },
    async start() {
      shown.push(read("mosquitto.crt"));
      if (shown.length > 1) return;
      this.stopped = Promise.withResolvers();
      const server = createServer({ cert: read("mosquitto.crt"), key: read("mosquitto.key") });
      await once(server.listen(0, "127.0.0.1"), "listening");
      onTestFinished(() => void server.close());
      connectionOptions.port = (server.address() as AddressInfo).port;
      await this.stopped.promise;
      throw new PartFailedError("mqtt", "mosquitto ended during its start");
    },
    async stop() {
      this.stopped.resolve();
    },
  };
  const pipeline = {
    certificates: { folder, authority },
    addresses: { mqtt: { connectionOptions } },
    part: () => part,
    instances: () => [part],
  };
  const fault = await inject(pipeline as unknown as Pipeline, { kind: "wrong-ca", part: "mqtt" }, 0);
  expect(fault.effect).toBeUndefined();
  await fault[Symbol.asyncDispose]();
  expect(fault.effect).toEqual({
    isSufficient: true,
    seen: "with a certificate of another CA mqtt did not get ready",
  });
  expect(shown).toHaveLength(2);
  expect(shown[0]).not.toBe(shown[1]);
});
