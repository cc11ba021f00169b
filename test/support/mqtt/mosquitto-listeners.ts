import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { isReachable } from "../../../testbed/pipeline/probes/is-reachable.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { type Identity, newAuthority } from "../tls/certificates.ts";

/** A Mosquitto of its own that listens in every form that MQTT is carried by. */
export interface MosquittoListeners extends AsyncDisposable {
  readonly urls: {
    readonly plain: string;
    readonly tls: string;
    /** Asks for the client's certificate. */
    readonly mutualTls: string;
    readonly webSocket: string;
    /** Asks for the client's certificate. */
    readonly mutualTlsWebSocket: string;
  };
  readonly ca: string;
  readonly client: Identity;
  /** Files with the client's certificate and key. */
  readonly files: Readonly<Record<keyof Identity, string>>;
}

/** Starts it. */
export async function startMosquittoListeners(): Promise<MosquittoListeners> {
  const authority = await newAuthority("authority");
  const folder = mkdtempSync(join(tmpdir(), "mosquitto-listeners-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [server, client] = [await authority.issue("mosquitto"), await authority.issue("client")];
  const [plain = 0, tls = 0, mutualTls = 0, webSocket = 0, mutualTlsWebSocket = 0] = await freePorts(5);
  const encrypted = [
    `cafile ${file("ca.pem", authority.certificate)}`,
    `certfile ${file("server.pem", server.certificate)}`,
    `keyfile ${file("server-key.pem", server.key)}`,
  ];
  const configuration = [
    "allow_anonymous true",
    // Started by root, Mosquitto would become a user who may not read here.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    // WebSocket is served only behind a listener without it, and its address is the name of an interface.
    `listener ${plain} ${loopback}`,
    ...[`listener ${tls} ${loopback}`, ...encrypted],
    ...[`listener ${mutualTls} ${loopback}`, ...encrypted, "require_certificate true"],
    ...[`listener ${webSocket} lo`, "protocol websockets"],
    ...[`listener ${mutualTlsWebSocket} lo`, "protocol websockets", ...encrypted, "require_certificate true"],
  ];
  let log = "";
  const child = spawn("mosquitto", ["-c", file("mosquitto.conf", `${configuration.join("\n")}\n`)], {
    env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const signal = AbortSignal.timeout(20_000);
  await waitFor({ description: "Mosquitto to listen", timeoutMs: 20_000, signal }, async () => {
    if (child.exitCode !== null) throw new Error(log);
    return (await isReachable(mutualTlsWebSocket, signal)) || undefined;
  });
  return {
    urls: {
      plain: `mqtt://${loopback}:${plain}`,
      tls: `mqtts://${loopback}:${tls}`,
      mutualTls: `mqtts://${loopback}:${mutualTls}`,
      webSocket: `ws://${loopback}:${webSocket}/mqtt`,
      mutualTlsWebSocket: `wss://${loopback}:${mutualTlsWebSocket}/mqtt`,
    },
    ca: authority.certificate,
    client,
    files: { certificate: file("client.pem", client.certificate), key: file("client-key.pem", client.key) },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
