/**
 * Probe of an HTTPS server in this container: `https.ts PORT PATH` succeeds if it answers 200 within 3 s with a certificate that is
 * valid now and trusted by HTTP_CA_FILE; by Node.js without that variable. (Bash has no TLS, and the image no other client.)
 */
import { readFileSync } from "node:fs";
import { type IncomingMessage } from "node:http";
import { get } from "node:https";
import { text } from "node:stream/consumers";
import { escapedText } from "../shared/text/escaped-text.ts";

const [port = "", path = "/"] = process.argv.slice(2);
const url = `https://localhost:${port}${path}`;
const { HTTP_CA_FILE: file } = process.env;

try {
  const { status, body } = await answer();
  if (status !== 200) fail(`${status} ${body}`);
} catch (error) {
  const isLate = error instanceof Error && error.name === "AbortError";
  fail(isLate ? "no answer within 3 s" : error instanceof Error ? error.message : String(error));
}
// A connection that does not end keeps no check waiting.
process.exit();

async function answer(): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const ca = file ? readFileSync(file) : undefined;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(url, { ca, signal: AbortSignal.timeout(3_000) }, resolve).on("error", reject);
  const response = await promise;
  return { status: response.statusCode, body: await text(response) };
}

function fail(reason: string): void {
  console.error(`${url}: ${escapedText(reason)}`);
  process.exitCode = 1;
}
