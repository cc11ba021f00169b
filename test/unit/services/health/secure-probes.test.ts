import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { type Identity } from "../../../../testbed/certificates/authority/identity.ts";
import { runProbe } from "../../../support/http/run-probe.ts";
import { newAuthority } from "../../../support/tls/certificates.ts";
import { temporaryFolder } from "../../../support/tls/temporary-folder.ts";

const authority = await newAuthority("Probes CA");
const server = await authority.issue("server");

/** Returns the variables of a probe that shows this identity. */
function shows({ certificate, key }: Identity): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "ca.crt"), authority.certificate);
  writeFileSync(join(folder, "health.crt"), certificate);
  writeFileSync(join(folder, "health.key"), key);
  return { HEALTH_IDENTITY: join(folder, "health") };
}

/** Starts a worker that asks for a certificate, and has one of its own. Returns its port. */
async function secureWorker(identity: Identity = server): Promise<string> {
  const options = { cert: identity.certificate, key: identity.key, ca: authority.certificate };
  const worker = createServer({ ...options, requestCert: true }, ({ socket }, response) => {
    response.end((socket as TLSSocket).getPeerX509Certificate()?.subject);
  });
  worker.listen(0, "127.0.0.1");
  await once(worker, "listening");
  onTestFinished(() => {
    worker.closeAllConnections();
    worker.close();
  });
  return String((worker.address() as AddressInfo).port);
}

test("with an identity the probe of a worker speaks TLS, and the worker asks for its certificate", async () => {
  const port = await secureWorker();
  expect(await runProbe("connect.sh", [port], shows(await authority.issue("health")))).toEqual({
    code: 0,
    output: "",
  });
});

test.each([
  [
    "shows a certificate of another CA",
    async () => (await newAuthority("Other CA")).issue("health"),
    undefined,
  ],
  [
    "is shown a certificate of another CA",
    () => authority.issue("health"),
    async () => (await newAuthority("Other CA")).issue("server"),
  ],
  [
    "is shown one that has ended",
    () => authority.issue("health"),
    () => authority.issue("server", undefined, -1),
  ],
  [
    "is shown one of another name",
    () => authority.issue("health"),
    () => authority.issue("server", ["elsewhere"]),
  ],
])("a probe fails if it %s", async (_name, client, worker) => {
  const port = await secureWorker(await worker?.());
  const { code, output } = await runProbe("http.sh", [port, "/health"], shows(await client()));
  expect(code).toBe(1);
  // A server that refuses may reset the connection before its alert is read (104: ECONNRESET).
  expect(output).toMatch(/alert|verify error|unexpected eof|errno=104/);
});

test("the probe of Kafka speaks TLS at every listener, and none that hangs keeps it waiting", async () => {
  const broker = createTlsServer(
    { cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true },
    (socket) => {
      socket.on("error", () => undefined).once("data", () => socket.write(Buffer.alloc(4)));
    },
  );
  broker.listen(0, "127.0.0.1");
  await once(broker, "listening");
  onTestFinished(() => {
    broker.close();
  });
  const port = String((broker.address() as AddressInfo).port);
  const environment = shows(await authority.issue("health"));
  expect(await runProbe("kafka.sh", [port, port], environment)).toEqual({ code: 0, output: "" });
  broker.removeAllListeners("secureConnection");
  const { code, output } = await runProbe("kafka.sh", [port], environment);
  expect({ code, output }).toEqual({ code: 1, output: `localhost:${port}: no answer within 3 s\n` });
});
