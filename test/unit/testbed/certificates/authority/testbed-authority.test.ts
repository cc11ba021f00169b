import { beforeAll, expect, test } from "vitest";
import { TestbedAuthority } from "../../../../../testbed/certificates/authority/testbed-authority.ts";
import { type IdentityName } from "../../../../../testbed/certificates/identities.ts";
import { handshake, type TlsSide } from "../../../../support/tls/handshake.ts";

let authority: TestbedAuthority;
let other: TestbedAuthority;
beforeAll(async () => {
  [authority, other] = await Promise.all([TestbedAuthority.create(), TestbedAuthority.create()]);
});

/** Returns a side of a connection that trusts the testbed's CA. `by`: CA of its certificate. */
async function side(
  name: IdentityName,
  { by = authority, endsAt }: { by?: TestbedAuthority; endsAt?: Date } = {},
) {
  return { identity: await by.issue(name, endsAt), trusts: authority.ca } satisfies TlsSide;
}

const ended = () => new Date(Date.now() - 1_000);

test.each(["localhost", "127.0.0.1", "::1", "mosquitto", "proxy"])(
  "a client with a certificate reaches Mosquitto as %s, which knows it by its name",
  async (host) => {
    expect(await handshake(await side("mosquitto"), await side("connector"), host)).toBe("CN=connector");
  },
);

test("a server under another name is refused", async () => {
  const wrong = handshake(await side("mosquitto"), await side("connector"), "kafka");
  await expect(wrong).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
});

test("a server of another CA is refused, and so is a client", async () => {
  const server = handshake(await side("kafka", { by: other }), await side("consumer"));
  await expect(server).rejects.toMatchObject({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
  const client = handshake(await side("kafka"), await side("consumer", { by: other }));
  await expect(client).rejects.toMatchObject({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
});

test("a server whose certificate has ended is refused, and so is a client", async () => {
  const server = handshake(await side("kafka", { endsAt: ended() }), await side("consumer"));
  await expect(server).rejects.toMatchObject({ code: "CERT_HAS_EXPIRED" });
  const client = handshake(await side("kafka"), await side("consumer", { endsAt: ended() }));
  await expect(client).rejects.toMatchObject({ code: "CERT_HAS_EXPIRED" });
});

test("a certificate that ends soon is accepted until then", async () => {
  const inTwentySeconds = new Date(Date.now() + 20_000);
  const client = await side("consumer", { endsAt: inTwentySeconds });
  expect(await handshake(await side("kafka", { endsAt: inTwentySeconds }), client)).toBe("CN=consumer");
});

test("a client's certificate cannot be used as a server, nor a server's as a client", async () => {
  await expect(handshake(await side("tap"), await side("consumer"))).rejects.toMatchObject({
    code: "INVALID_PURPOSE",
  });
  await expect(handshake(await side("kafka"), await side("mosquitto"))).rejects.toMatchObject({
    code: "INVALID_PURPOSE",
  });
});

test("one more certificate for a name is accepted beside the first", async () => {
  const [first, second] = [await side("kafka"), await side("kafka")];
  expect(second.identity.certificate).not.toBe(first.identity.certificate);
  for (const server of [first, second])
    expect(await handshake(server, await side("consumer"))).toBe("CN=consumer");
});

test("a client of Connect is known by its name at the other servers, too", async () => {
  expect(await handshake(await side("kafka"), await side("provision"))).toBe("CN=provision");
});
