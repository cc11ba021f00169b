import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** A request as it is sent. */
export interface RawRequest {
  /** Its bytes, as Latin-1: readable in a counterexample. */
  readonly text: string;
  /** Whether it has the length that it announces. */
  readonly isComplete: boolean;
  /** Whether its method is HEAD, whose answers have no body. */
  readonly isHead: boolean;
}

/** Paths of the services, and what is close to them. */
const knownPaths = [
  ...[
    "/",
    "/status",
    "/status/d",
    "/STATUS/D",
    "/status/d/",
    "//status/d",
    "/status/%64",
    "/status/%E0%A4%A",
    "/status/%00",
  ],
  ...[
    "/status/nobody",
    "/pace",
    "/events",
    "/Events/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/links",
    "/links/mqtt-bridge",
  ],
  ...[
    "/links/nowhere",
    "/links/%ff",
    "/page.js",
    "/shared/",
    "/uplot/../../package.json",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/",
  ],
  ...["*", "http://evil.example/status/d", "/status?x=1#y", "/status/__proto__", `/${"a".repeat(20_000)}`],
];

const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array).toString("latin1"));
const path = fc.oneof({ arbitrary: fc.constantFrom(...knownPaths), weight: 4 }, fc.webPath(), bytes);

const method = fc.oneof(
  { arbitrary: fc.constantFrom("GET", "POST", "PUT", "HEAD"), weight: 8 },
  fc.constantFrom("DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY", "get", "FOO", ""),
);

const header = fc.oneof(
  fc.constantFrom(
    ...[
      "Authorization: Bearer wrong-wrong-wrong-wrong",
      "Authorization: Bearer",
      "Authorization: Basic dTpw",
    ],
    ...["Origin: https://evil.example", "Origin: null", "Content-Encoding: gzip", "Content-Encoding: br"],
    ...[
      "Content-Encoding: klingon",
      "Content-Type: application/json; charset=klingon",
      "Content-Type: text/plain",
    ],
    ...[
      "Content-Type: multipart/form-data",
      "Content-Type: application/json; charset=utf-16",
      "Expect: 100-continue",
    ],
    ...[
      "Expect: a miracle",
      "Upgrade: websocket\r\nConnection: Upgrade",
      "Accept: text/event-stream",
      "Range: bytes=5-1",
    ],
    ...[
      "If-None-Match: *",
      "X-Forwarded-For: 1.2.3.4",
      "X-Forwarded-Host: evil.example",
      "X-HTTP-Method-Override: POST",
    ],
    ...[
      "Transfer-Encoding: gzip, chunked",
      "Transfer-Encoding: identity",
      "Content-Length: -1",
      "Content-Length: 1e3",
    ],
    ...[`Cookie: ${"c".repeat(20_000)}`, "Bad Header: x", ": x", "\tFolded: x", "Host: evil.example"],
  ),
  fc.tuple(bytes, bytes).map(([name, value]) => `${name}: ${value}`),
);

const json = fc.constantFrom(
  ...[
    '{"status":"Inactive"}',
    '{"status":"Active"}',
    '{"state":"cut"}',
    '{"state":"slow","delayMs":1}',
    '{"status":',
    "[]",
  ],
  ...[
    "null",
    "",
    '{"__proto__":{"status":"Inactive"}}',
    '{"status":["Inactive"]}',
    `[${"[".repeat(5_000)}`,
    '"\\ud800"',
  ],
);
const packed = (content: string | Buffer) => gzipSync(content).toString("latin1");
const body = fc.oneof(
  { arbitrary: json, weight: 4 },
  fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString("latin1")),
  fc.constantFrom("x".repeat(300_000), packed(Buffer.alloc(10_000_000)), packed('{"status":"Inactive"}')),
);

/** Requests of every kind that an HTTP server may get. `host`: those of them that name one have this host, or another one. */
export function rawRequests(host: string, ...more: readonly string[]): fc.Arbitrary<RawRequest> {
  return fc
    .record({
      ...{ method, path, body },
      hosts: hostsOf(host),
      version: fc.oneof(
        { arbitrary: fc.constant("1.1"), weight: 12 },
        fc.constantFrom("1.0", "0.9", "2.0", "3"),
      ),
      headers: fc.array(header, { maxLength: 4 }),
      type: fc.oneof(
        { arbitrary: fc.constant("application/json"), weight: 4 },
        fc.constant("application/x-www-form-urlencoded"),
      ),
      framing: fc.oneof(
        { arbitrary: fc.constantFrom("length", "chunks"), weight: 8 },
        fc.constantFrom("short", "both", "none"),
      ),
    })
    .map(({ framing, body: content, ...request }) => {
      const lines = [
        `${request.method} ${request.path} HTTP/${request.version}`,
        ...request.hosts.map((one) => `Host: ${one}`),
        `Content-Type: ${request.type}`,
        ...more,
        ...request.headers,
        ...framingOf(framing, content.length),
      ];
      return {
        text: `${lines.join("\r\n")}\r\n\r\n${isChunked(framing) ? chunked(content) : content}`,
        isComplete: framing !== "short",
        isHead: request.method === "HEAD",
      };
    });
}

/** Returns the values of Host. */
function hostsOf(host: string): fc.Arbitrary<readonly string[]> {
  const others: readonly (readonly string[])[] = [
    [],
    ["evil.example"],
    [""],
    [host, host],
    [host, "evil.example"],
  ];
  return fc.oneof({ arbitrary: fc.constant([host]), weight: 8 }, fc.constantFrom(...others));
}

function isChunked(framing: string): boolean {
  return framing === "chunks" || framing === "both";
}

function framingOf(framing: string, length: number): string[] {
  const chunks = "Transfer-Encoding: chunked";
  switch (framing) {
    case "length":
      return [`Content-Length: ${length}`];
    case "short":
      return [`Content-Length: ${length + 10}`];
    case "chunks":
      return [chunks];
    case "both":
      return [`Content-Length: ${length}`, chunks];
    default:
      return [];
  }
}

function chunked(content: string): string {
  const chunk = content === "" ? "" : `${content.length.toString(16)}\r\n${content}\r\n`;
  return `${chunk}0\r\n\r\n`;
}
