import { expect, test } from "vitest";
import { ask, type Question } from "../../../support/http/ask.ts";
import { servedPublisher, servedServices } from "./served-services.ts";
import { testFile } from "./test-file.ts";

const token = "correct-horse-battery-staple";
const json = { "content-type": "application/json" };
const bearer = { authorization: `Bearer ${token}` };

/** Requests that need the token where one is set, and the status of the answer with it. */
const guarded: readonly (Question & { readonly of: keyof typeof servedServices })[] = [
  { of: "publisher", method: "POST", path: "/status/d", headers: json, body: '{"status":"Inactive"}' },
  { of: "publisher", path: "/events" },
  { of: "publisher", path: "/status" },
  { of: "publisher", path: "/pace" },
  { of: "consumer", path: "/events" },
  { of: "consumer", path: "/status" },
  { of: "proxy", method: "PUT", path: "/links/mqtt-bridge", headers: json, body: '{"state":"cut"}' },
  { of: "proxy", path: "/links" },
  { of: "proxy", path: "/links/mqtt-bridge" },
];

const needed = "A bearer token is needed, in the header Authorization: Bearer TOKEN";
const wrong = "The bearer token is wrong";

test.each([
  ["nothing", {}, "Bearer", needed],
  ["a password", { authorization: `Basic ${btoa(`u:${token}`)}` }, "Bearer", needed],
  ["an empty token", { authorization: "Bearer " }, "Bearer", needed],
  [
    "another token",
    { authorization: "Bearer correct-horse-battery-stable" },
    'Bearer error="invalid_token"',
    wrong,
  ],
  [
    "a part of the token",
    { authorization: `Bearer ${token.slice(0, -1)}` },
    'Bearer error="invalid_token"',
    wrong,
  ],
])(
  "where a token is set, a client with %s changes nothing, hears nothing and is told what is wrong",
  async (_what, headers, challenge, message) => {
    const HTTP_TOKEN_FILE = testFile(`${token}\n`);
    for (const { of, ...question } of guarded) {
      await using service = await servedServices[of]({ HTTP_TOKEN_FILE });
      const before = service.state();
      const reply = await ask(service.port, { ...question, headers: { ...question.headers, ...headers } });
      expect(reply).toMatchObject({ status: 401, message });
      expect(reply.headers["www-authenticate"]).toBe(challenge);
      expect(service.state()).toBe(before);
      expect(service.listeners()).toBe(0);
    }
  },
);

test("the right token is let in, whatever the case of its scheme", async () => {
  const HTTP_TOKEN_FILE = testFile(token);
  for (const { of, ...question } of guarded) {
    await using service = await servedServices[of]({ HTTP_TOKEN_FILE });
    for (const authorization of [bearer.authorization, `bearer ${token}`]) {
      const reply = await ask(service.port, { ...question, headers: { ...question.headers, authorization } });
      expect([question.path, reply.status]).toEqual([question.path, 200]);
    }
  }
});

test("without a token an unknown device is not told from a known one", async () => {
  await using publisher = await servedPublisher({ HTTP_TOKEN_FILE: testFile(token) });
  const question = { method: "POST", path: "/status/nobody", headers: json, body: "{}" };
  expect(await ask(publisher.port, question)).toMatchObject({ status: 401 });
  expect(await ask(publisher.port, { ...question, headers: { ...json, ...bearer } })).toMatchObject({
    status: 404,
  });
});

test("health checks, metrics and the page itself need no token", async () => {
  const HTTP_TOKEN_FILE = testFile(token);
  for (const [name, served] of Object.entries(servedServices)) {
    await using service = await served({ HTTP_TOKEN_FILE });
    for (const path of ["/healthz", "/metrics", ...(name === "publisher" ? ["/", "/page.js"] : [])])
      expect([name, path, (await ask(service.port, { path })).status]).toEqual([name, path, 200]);
    expect([200, 503]).toContain((await ask(service.port, { path: "/readyz" })).status);
  }
});

test("after ten wrong tokens a client's tokens are not looked at for a minute, whatever others do without one", async () => {
  await using publisher = await servedPublisher({ HTTP_TOKEN_FILE: testFile(token) });
  const status = (authorization?: string) =>
    ask(publisher.port, { path: "/status", headers: authorization === undefined ? {} : { authorization } });
  // As a web page can send them, which would shut out the user.
  for (let count = 0; count < 30; count += 1) expect((await status()).status).toBe(401);
  for (let count = 0; count < 10; count += 1) expect((await status(`Bearer ${count}`)).status).toBe(401);
  for (const authorization of ["Bearer 11", `Bearer ${token}`]) {
    const reply = await status(authorization);
    expect(reply).toMatchObject({
      status: 429,
      message: expect.stringMatching(
        /^Too many wrong bearer tokens: the next one is looked at in (60|59) s$/,
      ),
    });
    expect(reply.headers["retry-after"]).toMatch(/^(60|59)$/);
  }
  expect((await ask(publisher.port, { path: "/healthz" })).status).toBe(200);
});

test("right tokens are never counted, and streams of events neither", async () => {
  await using publisher = await servedPublisher({ HTTP_TOKEN_FILE: testFile(token) });
  for (let count = 0; count < 30; count += 1)
    expect((await ask(publisher.port, { path: "/events", headers: bearer })).status).toBe(200);
});

test.each(Object.entries(servedServices))(
  "the %s refuses requests for another host, with the header and what is allowed",
  async (name, served) => {
    await using service = await served({ HTTP_HOSTS: name });
    const before = service.state();
    const change = guarded.find(({ of, method }) => of === name && method !== undefined);
    const paths = ["/", "/healthz", "/metrics", "/status", "/events", "/links", "/nowhere"];
    for (const question of [...paths.map((path) => ({ path })), ...(change ? [change] : [])]) {
      const headers = {
        ...("headers" in question ? question.headers : {}),
        host: `evil.example:${service.port}`,
      };
      const reply = await ask(service.port, { ...question, headers });
      expect(reply).toMatchObject({
        status: 421,
        message: `Host evil.example: localhost, a loopback address, the server's own address, ${name} or a name in HTTP_HOSTS is allowed`,
      });
    }
    expect(service.state()).toBe(before);
    expect(service.listeners()).toBe(0);
    const own = await ask(service.port, { path: "/metrics", headers: { host: `${name}:3000` } });
    expect(own.status).toBe(200);
  },
);

test.each([
  ["no host", { host: [] }, "is missing"],
  ["an empty host", { host: "" }, ""],
  ["two hosts", { host: ["127.0.0.1", "evil.example"] }, "127.0.0.1, evil.example"],
  ["a host with a user", { host: "localhost@evil.example" }, "localhost@evil.example"],
  ["a host with a path", { host: "localhost/evil.example" }, "localhost/evil.example"],
  ["a broken address", { host: "[::1" }, "[::1"],
])("a request with %s is refused", async (_what, headers, shown) => {
  await using publisher = await servedPublisher();
  const reply = await ask(publisher.port, { path: "/status", headers });
  expect(reply).toMatchObject({
    status: 400,
    message: expect.stringMatching(/^Host .*: one host is allowed/),
  });
  expect(reply.message).toContain(`Host ${shown}`);
});

test("a target in absolute form is a host, too", async () => {
  await using publisher = await servedPublisher();
  const own = `127.0.0.1:${publisher.port}`;
  expect((await ask(publisher.port, { path: `http://${own}/healthz` })).status).toBe(200);
  expect((await ask(publisher.port, { path: "http://evil.example/healthz" })).status).toBe(400);
});

test.each([
  ["another site", "https://evil.example"],
  ["another port of this machine", "http://127.0.0.1:1"],
  ["a file or a sandbox", "null"],
  ["a browser's extension", "chrome-extension://abc"],
  ["something unreadable", "http://"],
])("a page of %s changes nothing", async (_what, origin) => {
  for (const { of, ...question } of guarded.filter(({ method }) => method !== undefined)) {
    await using service = await servedServices[of]();
    const before = service.state();
    const reply = await ask(service.port, { ...question, headers: { ...question.headers, origin } });
    expect(reply).toMatchObject({
      status: 403,
      message: `Origin ${origin}: ${question.method} is allowed from pages of 127.0.0.1:${service.port}, and without Origin`,
    });
    expect(service.state()).toBe(before);
  }
});

test("the page's own requests are let in, under each name that is allowed", async () => {
  await using publisher = await servedPublisher({ HTTP_HOSTS: "testbed.example" });
  const body = '{"status":"Inactive"}';
  for (const host of [`127.0.0.1:${publisher.port}`, `LOCALHOST:${publisher.port}`, "testbed.example"]) {
    for (const scheme of ["http", "https"]) {
      const headers = { ...json, host, origin: `${scheme}://${host.toLowerCase()}` };
      const question = { method: "POST", path: "/status/d", headers, body };
      expect((await ask(publisher.port, question)).status).toBe(200);
    }
  }
});
