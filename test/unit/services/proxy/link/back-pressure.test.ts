import { expect, test } from "vitest";
import { sha256 } from "../../../../../services/shared/journal/journal.ts";
import { linkStatus, openLink } from "./open-link.ts";
import { sha256OfAll } from "./read-all.ts";
import { TestClient } from "./test-client.ts";
import { testServer } from "./test-server.ts";

const limitBytes = 16 * 1024 * 1024;
/** Most that Node reads beyond the limit: the chunk that exceeds it. */
const chunkBytes = 64 * 1024;

test("a slow link buffers no more than its limit, and every byte passes in the end", async () => {
  await using server = await testServer();
  await using link = await openLink(server.port);
  link.setState({ state: "slow", delayMs: 60_000 });
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(3 * limitBytes, "0123456789abc");
  client.socket.end(sent);
  await linkStatus(link, "the limit", ({ bytes }) => bytes.waiting > 0.9 * limitBytes);
  // The marker was sent later and has arrived: a link that went on reading would have read more by now.
  using marker = await TestClient.connect(link.status.listening.port);
  marker.socket.end("marker");
  await linkStatus(link, "the marker", ({ connections }) => connections.open === 2);
  expect(link.status.bytes.waiting).toBeLessThan(limitBytes + chunkBytes);
  link.setState({ state: "up" });
  expect(await sha256OfAll(server.sockets[0])).toBe(sha256(sent));
});

test("a target that does not read stops the client, and the link buffers nothing", async () => {
  await using server = await testServer();
  await using link = await openLink(server.port);
  using client = await TestClient.connect(link.status.listening.port);
  const sent = Buffer.alloc(3 * limitBytes, "0123456789abc");
  let written = false;
  client.socket.write(sent, () => {
    written = true;
  });
  await linkStatus(link, "waiting bytes", ({ bytes }) => bytes.waiting > 0);
  expect(link.status.bytes.waiting).toBeLessThanOrEqual(chunkBytes);
  expect(written).toBe(false);
  client.socket.end();
  expect(await sha256OfAll(server.sockets[0])).toBe(sha256(sent));
});
