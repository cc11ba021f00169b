import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { pino } from "pino";
import { Registry } from "prom-client";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  EnvironmentError,
  readEnvironment,
  serviceSettings,
} from "../../../../services/shared/environment.ts";
import { HttpDoor } from "../../../../services/shared/http/door/http-door.ts";
import { guardedApp } from "../../../../services/shared/http/guarded-app.ts";
import { HttpClient } from "../../../../services/shared/http/http-client.ts";
import { serve } from "../../../../services/shared/http/http-server.ts";
import { probes } from "../../../../services/shared/http/probes.ts";
import { waitFor } from "../../../../testbed/wait-for.ts";
import { ask } from "../../../support/http/ask.ts";
import { runProbe } from "../../../support/http/run-probe.ts";
import { type Authority, type Identity, newAuthority } from "../../../support/tls/certificates.ts";
import { servedServices } from "./served-services.ts";
import { testFile, testFolder } from "./test-file.ts";

let authority: Authority;
let first: Identity;
let second: Identity;

beforeAll(async () => {
  authority = await newAuthority("door test");
  first = await authority.issue("first");
  second = await authority.issue("second");
});

/** Writes an identity into a folder, as whoever rotates does: complete files take the place of the former. */
function put(
  folder: string,
  { certificate, key }: Identity,
): { HTTP_CERT_FILE: string; HTTP_KEY_FILE: string } {
  for (const [name, text] of Object.entries({ cert: certificate, key })) {
    writeFileSync(join(folder, `${name}.new`), text, { mode: 0o600 });
    renameSync(join(folder, `${name}.new`), join(folder, name));
  }
  return { HTTP_CERT_FILE: join(folder, "cert"), HTTP_KEY_FILE: join(folder, "key") };
}

/** Serves the probes of a door with these variables, and keeps its log. */
async function servedDoor(variables: NodeJS.ProcessEnv) {
  const log: { readonly msg: string; readonly reason?: string }[] = [];
  const logger = pino({}, { write: (line: string) => log.push(JSON.parse(line)) });
  const resources = new AsyncDisposableStack();
  const door = resources.use(new HttpDoor(readEnvironment(z.object(serviceSettings), variables), logger));
  const app = guardedApp(door).use(
    door.needsToken,
    probes({ metrics: new Registry(), notReady: () => undefined }),
  );
  const { port } = resources.use(await serve(app, "127.0.0.1", 0, door.certificate));
  return { port, log, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Returns the name in the certificate that a server shows. */
async function nameAt(port: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    const socket = connectTls({ host: "127.0.0.1", port, ca: authority.certificate }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

test("with a certificate every service speaks https, and nothing else", async () => {
  const variables = put(testFolder(), first);
  const foreign = await newAuthority("somebody else's");
  for (const served of Object.values(servedServices)) {
    await using service = await served(variables);
    const { port } = service;
    const path = "/healthz";
    expect((await ask(port, { path, ca: authority.certificate })).status).toBe(200);
    await expect(ask(port, { path })).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(ask(port, { path, ca: foreign.certificate })).rejects.toThrow(/certificate/);
    expect(
      (await ask(port, { path, ca: authority.certificate, headers: { host: "evil.example" } })).status,
    ).toBe(421);
  }
});

test("a client has the trust and the token of its files, and shows neither", async () => {
  const token = "correct-horse-battery-staple";
  const HTTP_TOKEN_FILE = testFile(token);
  await using service = await servedDoor({ ...put(testFolder(), first), HTTP_TOKEN_FILE });
  const url = `https://127.0.0.1:${service.port}`;
  const names = { ca: "CA", token: "TOKEN" };
  const ca = testFile(authority.certificate);
  const client = HttpClient.open({ url, ca, token: HTTP_TOKEN_FILE }, names);
  expect((await client.fetch("/readyz")).status).toBe(200);
  expect((await HttpClient.open({ url, ca }, names).fetch("/readyz")).status).toBe(401);
  await expect(HttpClient.at(url).fetch("/readyz")).rejects.toThrow("fetch failed");
  expect([String(client), JSON.stringify({ client })]).toEqual([url, JSON.stringify({ client: url })]);
  expect(() => HttpClient.open({ url, ca: HTTP_TOKEN_FILE }, names)).toThrow(
    /^CA .*certificates in PEM form/,
  );
  expect(() => HttpClient.open({ url, token: ca }, names)).toThrow(
    /^TOKEN .*a file with one line of 16 to 256/,
  );
});

test("a changed certificate, key and token are in use within seconds; those that are no use change nothing", async () => {
  const folder = testFolder();
  const token = join(folder, "token");
  writeFileSync(token, "the-first-of-tokens\n");
  await using service = await servedDoor({ ...put(folder, first), HTTP_TOKEN_FILE: token });
  const logged = (msg: RegExp) =>
    waitFor(
      { description: String(msg), timeoutMs: 10_000 },
      () => service.log.some((line) => msg.test(line.msg)) || undefined,
    );
  const statusWith = async (bearer: string) =>
    (
      await ask(service.port, {
        path: "/readyz",
        ca: authority.certificate,
        headers: { authorization: `Bearer ${bearer}` },
      })
    ).status;
  expect(await nameAt(service.port)).toBe("first");

  writeFileSync(join(folder, "key"), second.key);
  await logged(/cannot be used: the former ones stay/);
  expect(await nameAt(service.port)).toBe("first");
  put(folder, second);
  writeFileSync(token, "the-second-of-tokens\n");
  const until = (description: string, isTrue: () => Promise<boolean>) =>
    waitFor({ description, timeoutMs: 10_000 }, async () => (await isTrue()) || undefined);
  await until("the second certificate", async () => (await nameAt(service.port)) === "second");
  await until("the second token", async () => (await statusWith("the-second-of-tokens")) === 200);
  expect(await statusWith("the-first-of-tokens")).toBe(401);

  const text = JSON.stringify(service.log);
  for (const secret of [first.key, second.key])
    for (const line of secret.split("\n").filter((part) => part.length > 20 && !part.startsWith("---")))
      expect(text).not.toContain(line);
  expect(text).not.toContain("of-tokens");
});

test.each([
  [
    "a certificate without a key",
    { HTTP_CERT_FILE: "x" },
    "HTTP_CERT_FILE and HTTP_KEY_FILE: both are needed, or none",
  ],
  [
    "a key without a certificate",
    { HTTP_KEY_FILE: "x" },
    "HTTP_CERT_FILE and HTTP_KEY_FILE: both are needed, or none",
  ],
  [
    "a missing token file",
    { HTTP_TOKEN_FILE: "/none" },
    "HTTP_TOKEN_FILE /none: a file with one line of 16 to 256 letters, digits or -._~+/, and = at its end, is allowed (ENOENT",
  ],
])("%s is refused with the variables and what is allowed", (_what, variables, message) => {
  const open = () =>
    new HttpDoor(readEnvironment(z.object(serviceSettings), variables), pino({ level: "silent" }));
  expect(open).toThrow(EnvironmentError);
  expect(open).toThrow(message);
});

test("files with the wrong content are refused without what is in them", () => {
  const open = (variables: NodeJS.ProcessEnv) => () =>
    new HttpDoor(readEnvironment(z.object(serviceSettings), variables), pino({ level: "silent" }));
  const swapped = { HTTP_CERT_FILE: testFile(first.key), HTTP_KEY_FILE: testFile(first.certificate) };
  expect(open(swapped)).toThrow(
    /^HTTP_CERT_FILE .*: a file with certificates in PEM form is needed \([^-]*\)$/,
  );
  const pair = { HTTP_CERT_FILE: testFile(first.certificate), HTTP_KEY_FILE: testFile(second.key) };
  expect(open(pair)).toThrow(/^HTTP_KEY_FILE .*: the key of the certificate in .* is needed$/);
  for (const token of [
    "",
    "short",
    `${"a".repeat(300)}`,
    "two words of a token",
    "sixteen-letters!",
    "sixteen-letters-a\nb",
  ])
    expect(open({ HTTP_TOKEN_FILE: testFile(token) })).toThrow(
      /^HTTP_TOKEN_FILE \S+: a file with one line of [^()]*$/,
    );
});

test("the health check of a container with https wants 200 and a certificate that is trusted and valid", async () => {
  const HTTP_CA_FILE = testFile(authority.certificate);
  await using service = await servedDoor(put(testFolder(), first));
  const port = String(service.port);
  const url = `https://localhost:${port}`;
  expect(await runProbe("https.ts", [port, "/readyz"], { HTTP_CA_FILE })).toEqual({ code: 0, output: "" });
  expect(await runProbe("https.ts", [port, "/none"], { HTTP_CA_FILE })).toMatchObject({
    ...{ code: 1, output: expect.stringContaining(`${url}/none: 404 `) },
  });
  expect(await runProbe("https.ts", [port, "/readyz"])).toMatchObject({
    ...{ code: 1, output: expect.stringMatching(/^https:\S+: .*certificate/) },
  });
});

test("an expired certificate fails the health check", async () => {
  const expired = await authority.issue("expired", ["localhost"], -1);
  await using service = await servedDoor(put(testFolder(), expired));
  const HTTP_CA_FILE = testFile(authority.certificate);
  expect(await runProbe("https.ts", [String(service.port), "/readyz"], { HTTP_CA_FILE })).toMatchObject({
    ...{ code: 1, output: expect.stringContaining("certificate has expired") },
  });
});
