import { type ChildProcess, spawn } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../../testbed/pipeline/ports.ts";
import { isReachable } from "../../../testbed/pipeline/probes/is-reachable.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { newAuthority } from "../tls/certificates.ts";

/** Part of user and password that stands nowhere else on this machine. */
const tag = randomBytes(8).toString("hex");

/** User and password of a {@link SecuredMosquitto}. */
const login = { username: `user-${tag}`, password: `${tag}:cr@t/% ü` } as const;

/** User and password in a URL; a wrong password. */
export const userInfo = `${login.username}:${encodeURIComponent(login.password)}`;
export const wrongUserInfo = `${login.username}:${tag}%3Across`;
export const userOnly = login.username;

/** A Mosquitto that is somebody else's, with a folder of its own. */
export interface SecuredMosquitto extends AsyncDisposable {
  readonly ports: {
    /** Lets everybody in: for the bridge behind it. */
    readonly open: number;
    /** Asks for user and password. */
    readonly password: number;
    /** TLS; asks for a client certificate, and for user and password. */
    readonly tls: number;
  };
  /** Any of user and password, or of the client's key. */
  readonly secret: RegExp;
  /** Files for its clients; `otherCa`: an authority that has issued nothing here. */
  readonly files: Readonly<Record<"credentials" | "ca" | "otherCa" | "cert" | "key", string>>;
}

/** Starts it. */
export async function startSecuredMosquitto(): Promise<SecuredMosquitto> {
  const authority = await newAuthority("authority");
  const folder = mkdtempSync(join(tmpdir(), "secured-mosquitto-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const [open = 0, password = 0, tls = 0] = await freePorts(3);
  const [server, client] = [await authority.issue("mosquitto"), await authority.issue("client")];
  const asksPassword = ["allow_anonymous false", `password_file ${file("passwords", passwordLine())}`];
  const configuration = [
    "per_listener_settings true",
    // Started by root, Mosquitto would become a user who may not read here.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    ...["max_queued_messages 0", "max_inflight_messages 100"],
    ...[`listener ${open} 127.0.0.1`, "allow_anonymous true"],
    ...[`listener ${password} 127.0.0.1`, ...asksPassword],
    ...[`listener ${tls} 127.0.0.1`, ...asksPassword, "require_certificate true"],
    `cafile ${file("server-ca.pem", authority.certificate)}`,
    `certfile ${file("server.pem", server.certificate)}`,
    `keyfile ${file("server-key.pem", server.key)}`,
  ];
  let log = "";
  const child: ChildProcess = spawn("mosquitto", ["-c", file("mosquitto.conf", configuration.join("\n"))], {
    env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const signal = AbortSignal.timeout(20_000);
  await waitFor({ description: "Mosquitto to listen", timeoutMs: 20_000, signal }, async () => {
    if (child.exitCode !== null) throw new Error(log);
    return (await isReachable(tls, signal)) || undefined;
  });
  return {
    ports: { open, password, tls },
    secret: new RegExp(`${tag}|${RegExp.escape(client.key.split("\n")[1] ?? "")}`),
    files: {
      credentials: file("credentials", `${login.username}\n${login.password}\n`),
      ca: file("ca.pem", authority.certificate),
      otherCa: file("other-ca.pem", (await newAuthority("other")).certificate),
      cert: file("client.pem", client.certificate),
      key: file("client-key.pem", client.key),
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Returns a line of `password_file`: PBKDF2 with SHA-512, as mosquitto_passwd(1) writes it. */
function passwordLine(): string {
  const iterations = 101;
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(login.password, salt, iterations, 64, "sha512");
  return `${login.username}:$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}\n`;
}
