import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { type TLSSocket, type TlsOptions } from "node:tls";
import { pino } from "pino";
import { beforeAll, expect, test } from "vitest";
import { kafkaClient } from "../../../../../services/shared/kafka/kafka-client.ts";
import { type KafkaTls } from "../../../../../services/shared/kafka/security/kafka-security.ts";
import { type Authority, type Identity, newAuthority } from "../../../../support/tls/certificates.ts";
import { type StubKafkaOptions, stubKafka } from "./stub-kafka.ts";

let authority: Authority;
let server: Identity;
let client: Identity;
let stranger: Identity;
beforeAll(async () => {
  authority = await newAuthority("authority");
  [server, client] = await Promise.all([authority.issue("server"), authority.issue("client")]);
  stranger = await (await newAuthority("stranger")).issue("stranger");
});

const serverTls = (identity: Identity, options: TlsOptions = {}): TlsOptions => ({
  ...{ cert: identity.certificate, key: identity.key, ...options },
});
const mutual = () => ({ requestCert: true, rejectUnauthorized: true, ca: authority.certificate });
const answers = (socket: Socket, _apiKey: number, response: Buffer) => socket.write(response);

/** Returns the id of the cluster at a stub broker, as the client sees it. `hostName`: the name in the address, instead of an IP address. */
async function clusterId(
  options: StubKafkaOptions,
  tls: KafkaTls | undefined,
  answer = answers,
  hostName = "",
) {
  const kafka = await stubKafka(answer, undefined, options);
  await using _server = kafka.server;
  const address = hostName === "" ? kafka.address : kafka.address.replace(/^.*:/, `${hostName}:`);
  const security = tls === undefined ? {} : { tls };
  const admin = kafkaClient("test", [address], pino({ level: "silent" }), { retries: 0, security }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).clusterId;
  } finally {
    await admin.disconnect();
  }
}

test("a client told to use TLS does, and reads responses that arrive in any pieces", async () => {
  const encrypted: unknown[] = [];
  const seen = await clusterId(
    { tls: serverTls(server) },
    { ca: authority.certificate },
    (socket, _apiKey, response) => {
      encrypted.push((socket as TLSSocket).encrypted);
      for (const byte of response) socket.write(Buffer.of(byte));
      return true;
    },
  );
  expect(seen).toBe("cluster");
  expect(new Set(encrypted)).toEqual(new Set([true]));
});

test("a host name is sent as server name, an IP address is not (RFC 6066)", async () => {
  const names: unknown[] = [];
  const note = (socket: Socket, apiKey: number, response: Buffer) => {
    names.push((socket as TLSSocket).servername);
    return answers(socket, apiKey, response);
  };
  const tls = { ca: authority.certificate };
  await clusterId({ tls: serverTls(server) }, tls, note, "localhost");
  expect(names).toContain("localhost");
  names.length = 0;
  await clusterId({ tls: serverTls(server) }, tls, note);
  expect(new Set(names)).toEqual(new Set([false]));
});

test("a client certificate lets in, and none is refused in one line", async () => {
  const options = { tls: serverTls(server, mutual()) };
  const ca = authority.certificate;
  await expect(clusterId(options, { ca, cert: client.certificate, key: client.key })).resolves.toBe(
    "cluster",
  );
  await expect(clusterId(options, { ca })).rejects.toThrow(
    /the broker refuses the TLS connection \([a-z ]+\): see ssl\.keystore\.\*/,
  );
});

test("a certificate of another authority is not trusted", async () => {
  await expect(clusterId({ tls: serverTls(stranger) }, { ca: authority.certificate })).rejects.toThrow(
    /the broker's certificate is not trusted \([^)]+\): see ssl\.truststore\.\*/,
  );
});

test("a certificate of another host is refused, unless host names are not checked", async () => {
  const elsewhere = await authority.issue("elsewhere", ["elsewhere.example"]);
  const tls = { ca: authority.certificate };
  await expect(clusterId({ tls: serverTls(elsewhere) }, tls)).rejects.toThrow(
    /the broker's certificate has another name .*see ssl\.endpoint\.identification\.algorithm/,
  );
  await expect(
    clusterId({ tls: serverTls(elsewhere) }, { ...tls, checkServerIdentity: () => undefined }),
  ).resolves.toBe("cluster");
});

test("plain text where TLS is spoken, and TLS where plain text is spoken, are named", async () => {
  // As Java answers a first packet that is none of TLS: alert, TLS 1.2, 2 bytes, fatal, internal error.
  const alerts = (socket: Socket) => socket.end(Buffer.from("15030300020250", "hex")).writable;
  await expect(clusterId({}, undefined, alerts)).rejects.toThrow(
    /the broker speaks TLS there: security\.protocol=SSL or SASL_SSL is needed/,
  );
  // As Kafka ends a connection whose first request has an impossible size.
  const plainText = createServer((socket) => socket.once("data", () => socket.destroy()));
  plainText.listen(0, "127.0.0.1");
  await once(plainText, "listening");
  await using _plainText = plainText;
  const address = `127.0.0.1:${(plainText.address() as AddressInfo).port}`;
  const security = { tls: { ca: authority.certificate } };
  const admin = kafkaClient("test", [address], pino({ level: "silent" }), { retries: 0, security }).admin();
  await expect(admin.connect()).rejects.toThrow(/it may speak plain text there/);
  await admin.disconnect();
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === "::1"),
);

test.skipIf(!hasIpv6)("IPv6 addresses in brackets are connected to, in plain text and with TLS", async () => {
  await expect(clusterId({ host: "::1" }, undefined)).resolves.toBe("cluster");
  await expect(
    clusterId({ host: "::1", tls: serverTls(server) }, { ca: authority.certificate }),
  ).resolves.toBe("cluster");
});
