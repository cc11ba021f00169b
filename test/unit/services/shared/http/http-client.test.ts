import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { type TLSSocket } from "node:tls";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { type Authority, newAuthority } from "../../../../support/tls/certificates.ts";
import { temporaryFolder } from "../../../../support/tls/temporary-folder.ts";

const names = { ca: "CA", cert: "CERT", key: "KEY" };

let authority: Authority;
beforeAll(async () => {
  authority = await newAuthority("authority");
});

/** Serves the common name of the client, whose certificate it asks for; each answer ends its connection. */
async function serveName(): Promise<string> {
  const { certificate, key } = await authority.issue("server");
  const tls = { cert: certificate, key, ca: authority.certificate };
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate();
      response.setHeader("connection", "close").end(`${request.url} ${subject.CN}`);
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Returns files with a certificate and its key, and a function that puts others in their place. */
async function identityFiles(commonName: string) {
  const folder = temporaryFolder();
  const files = { cert: join(folder, "cert"), key: join(folder, "key"), ca: join(folder, "ca") };
  const put = async (name: string) => {
    const { certificate, key } = await authority.issue(name);
    writeFileSync(files.cert, certificate);
    writeFileSync(files.key, key);
  };
  writeFileSync(files.ca, authority.certificate);
  await put(commonName);
  return { files, put };
}

test("a client shows the certificate of its files, and another one once it is there", async () => {
  const url = await serveName();
  const { files, put } = await identityFiles("first");
  const client = HttpClient.open({ url: `${url}/metrics`, ...files }, names);
  const ask = async () => await (await client.fetch("?a=b")).text();
  expect(await ask()).toBe("/metrics?a=b first");
  await put("second");
  expect(await ask()).toBe("/metrics?a=b second");
  writeFileSync(files.key, "no key");
  expect(await ask()).toBe("/metrics?a=b second");
  expect(JSON.stringify({ client })).toBe(JSON.stringify({ client: `${url}/metrics` }));
});

test("a client without a certificate is not let in", async () => {
  const url = await serveName();
  const { files } = await identityFiles("client");
  const failed = HttpClient.open({ url, ca: files.ca }, names).fetch("/");
  await expect(failed).rejects.toThrow("fetch failed");
});

test("a certificate without its key, or with another's, is refused by the names of the settings", async () => {
  const { files } = await identityFiles("client");
  const { files: others } = await identityFiles("other");
  const open = (settings: object) => () => HttpClient.open({ url: "https://localhost", ...settings }, names);
  expect(open({ cert: files.cert })).toThrow("CERT and KEY: both are needed, or none");
  expect(open({ ...files, key: others.key })).toThrow(/^KEY .*the key of the certificate in/);
  expect(open({ ...files, cert: files.key })).toThrow(/^CERT .*certificates in PEM form/);
});
