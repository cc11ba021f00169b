import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { waitFor } from "../../../../testbed/wait-for.ts";
import { ask, messageIn } from "../../../support/http/ask.ts";
import { exchange, type RawAnswer } from "../../../support/http/exchange.ts";
import { newAuthority } from "../../../support/tls/certificates.ts";
import { type RawRequest, rawRequests } from "./requests.ts";
import { type ServedService, servedServices } from "./served-services.ts";
import { testFile } from "./test-file.ts";

const token = "correct-horse-battery-staple";

/** Sends a request; checks that it is answered, and that a refusal is JSON that says what is wrong. */
async function refusalOf(port: number, { text, ...kind }: RawRequest): Promise<RawAnswer | undefined> {
  const answer = await exchange(port, text, kind);
  if (answer === undefined) return undefined;
  const { status, contentType, body } = answer;
  expect(status).toBeGreaterThanOrEqual(200);
  // Except for 503, with which /readyz says that the service is not ready.
  expect(status < 500 || status === 503).toBe(true);
  if (status >= 400 && status !== 503 && !kind.isHead) {
    expect(contentType).toBe("application/json; charset=utf-8");
    const message = messageIn(body);
    expect(message).toMatch(/\w{3}/);
    expect(message).not.toMatch(/ at .*:\d+:\d+/);
    // Of what the client has sent only a part comes back.
    expect(body.length).toBeLessThan(40_000);
  }
  return answer;
}

/** Checks that a service is as it was before the first request: it answers, and nothing of a client is left. */
async function expectUnharmed(service: ServedService): Promise<void> {
  expect((await ask(service.port, { path: "/healthz" })).status).toBe(200);
  await waitFor(
    { description: "no listener to be left", timeoutMs: 5_000 },
    () => service.listeners() === 0 || undefined,
  );
}

/** Returns the size of the heap without garbage. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  return process.memoryUsage().heapUsed;
}

test.each(Object.entries(servedServices))(
  "whatever a client without the token sends, the %s answers or ends the connection, stays as it was and does not grow",
  { timeout: 60_000 },
  async (_name, served) => {
    await using service = await served({ HTTP_TOKEN_FILE: testFile(token) });
    const before = service.state();
    const property = fc.asyncProperty(rawRequests(`127.0.0.1:${service.port}`), async (request) => {
      await refusalOf(service.port, request);
      expect(service.state()).toBe(before);
      expect(service.listeners()).toBe(0);
    });
    await fc.assert(property, { numRuns: 150 });
    const heap = heapBytes();
    await fc.assert(property, { numRuns: 300 });
    await expectUnharmed(service);
    expect(heapBytes() - heap).toBeLessThan(4_000_000);
  },
);

test.each(Object.entries(servedServices))(
  "whatever a client with the token sends, the %s changes only with an answer that says so",
  { timeout: 60_000 },
  async (_name, served) => {
    await using service = await served({ HTTP_TOKEN_FILE: testFile(token) });
    const requests = rawRequests(`127.0.0.1:${service.port}`, `Authorization: Bearer ${token}`);
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const before = service.state();
        const answer = await refusalOf(service.port, request);
        if (service.state() === before) return;
        changes += 1;
        expect(answer?.status).toBe(200);
      }),
      { numRuns: 300 },
    );
    await expectUnharmed(service);
    expect(changes).toBeLessThan(300);
  },
);

test("a client that does not finish its request is told so after some seconds, and holds no connection", async () => {
  await using service = await servedServices.publisher();
  const host = `Host: 127.0.0.1:${service.port}`;
  const answers = await Promise.all(
    [
      `POST /status/d HTTP/1.1\r\n${host}\r\n`,
      `POST /status/d HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
    ].map((text) => exchange(service.port, text, { timeoutMs: 15_000 })),
  );
  const late = { status: 408, body: '{"message":"Request: all of it within 5 s is allowed"}' };
  expect(answers).toMatchObject([late, late]);
});

test("whatever comes at a port with https, the service ends the connection and goes on", async () => {
  const authority = await newAuthority("fuzzed");
  const { certificate, key } = await authority.issue("publisher");
  const files = { HTTP_CERT_FILE: testFile(certificate), HTTP_KEY_FILE: testFile(key) };
  await using service = await servedServices.publisher(files);
  /** The beginning of a record that TLS begins with (RFC 8446 section 5.1), and anything. */
  const record = fc.uint8Array().map((bytes) => `\x16\x03\x01${Buffer.from(bytes).toString("latin1")}`);
  const plain = rawRequests(`127.0.0.1:${service.port}`).map(({ text }) => text);
  await fc.assert(
    fc.asyncProperty(fc.oneof(record, plain), async (text) => {
      expect(await exchange(service.port, text, { isComplete: false })).toBeUndefined();
    }),
    { numRuns: 150 },
  );
  expect((await ask(service.port, { path: "/healthz", ca: authority.certificate })).status).toBe(200);
});
