import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type LinkStatus } from "../../../../services/proxy/link/link-status.ts";
import { parseJournal } from "../../../../services/shared/journal/parse-journal.ts";
import { waitFor } from "../../../../testbed/wait-for.ts";
import { TestClient } from "./link/test-client.ts";
import { echoServer } from "./link/test-server.ts";

const main = fileURLToPath(new URL("../../../../services/proxy/main.ts", import.meta.url));

/** Starts a proxy as a process, and waits until it is ready. */
async function startProxy(environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env["PATH"], PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port } = JSON.parse(line);
    if (msg === "proxy started") return { child, url: `http://127.0.0.1:${port}` };
  }
  throw new Error("the proxy ended before it started");
}

/** Returns the port that a link of a proxy listens on. */
async function listeningPort(url: string, link: string): Promise<number> {
  const { listening } = (await (await fetch(`${url}/links/${link}`)).json()) as LinkStatus;
  return listening.port;
}

test("SIGTERM ends the proxy with exit code 0 and resets its connections", async () => {
  await using echo = await echoServer();
  const { child, url } = await startProxy({ LINKS: `kafka-consumer=127.0.0.1:0>127.0.0.1:${echo.port}` });
  using client = await TestClient.connect(await listeningPort(url, "kafka-consumer"));
  client.socket.write("hello");
  await client.receives(5);
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  expect(await exit).toEqual([0, null]);
  expect(await client.closed()).toBe("ECONNRESET");
});

test("only the MQTT link to the bridge has a tap, and only with a journal", async () => {
  const folder = mkdtempSync(join(tmpdir(), "proxy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "journal.jsonl");
  await using echo = await echoServer();
  const links = ["mqtt-bridge", "bridge-kafka"];
  const LINKS = links.map((link) => `${link}=127.0.0.1:0>127.0.0.1:${echo.port}`).join();
  const tapsOf = async (url: string) => {
    const answer = (await (await fetch(`${url}/links`)).json()) as { links: LinkStatus[] };
    return answer.links.map(({ tap }) => tap !== undefined);
  };

  expect(await tapsOf((await startProxy({ LINKS })).url)).toEqual([false, false]);
  const { url } = await startProxy({ LINKS, JOURNAL: file });
  expect(await tapsOf(url)).toEqual([true, false]);
  for (const link of links.reverse()) {
    using client = await TestClient.connect(await listeningPort(url, link));
    client.socket.write("no MQTT");
    await client.receives(7);
  }
  await waitFor({ description: "the gap to end", timeoutMs: 10_000, intervalMs: 10 }, () =>
    existsSync(file) && parseJournal(readFileSync(file, "utf8")).length === 2 ? true : undefined,
  );
});

test("invalid settings are named, and the exit code is 1", () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [main], {
    env: { PATH: process.env["PATH"], PORT: "many", LINKS: "kafka=a:1>b:2" },
    encoding: "utf8",
    timeout: 20_000,
  });
  expect(stderr).toMatch(/^PORT=many is refused.*\nLINKS=kafka=a:1>b:2 is refused: .* is allowed.*\n$/);
  expect(stdout).toBe("");
  expect(status).toBe(1);
});
