import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { TestbedAuthority } from "../../../../../testbed/certificates/authority/testbed-authority.ts";
import { makeCertificates } from "../../../../../testbed/certificates/write-certificates.ts";
import { inject } from "../../../../../testbed/faults/inject.ts";
import { replaceLeaf, secretsOf } from "../../../../../testbed/faults/secrets/secrets.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";

async function certificates() {
  const parent = await mkdtemp(join(tmpdir(), "secrets-"));
  onTestFinished(() => rm(parent, { recursive: true }));
  const folder = join(parent, "certificates");
  return { folder, authority: await makeCertificates(folder) };
}

/** Returns the contents of all files of a folder. */
async function contents(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, name), "latin1")] as const),
    ),
  );
}

/** Returns the names of the files that change meanwhile. */
async function changed(folder: string, meanwhile: () => Promise<void>): Promise<string[]> {
  const before = await contents(folder);
  await meanwhile();
  const after = await contents(folder);
  return [...after].flatMap(([name, text]) => (before.get(name) === text ? [] : [name])).toSorted();
}

test("a server gets a certificate that ends when it is told to, and nobody else gets another", async () => {
  const secrets = await certificates();
  const endsAt = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 20_000);
  const files = await changed(secrets.folder, () => replaceLeaf(secrets, "mqtt", secrets.authority, endsAt));
  expect(files).toEqual(["mosquitto.crt", "mosquitto.key", "mosquitto.pem"]);
  const made = new X509Certificate(await readFile(join(secrets.folder, "mosquitto.crt")));
  expect(made.validToDate).toEqual(endsAt);
});

test("the consumer is known to Kafka by another certificate, and keeps that of its HTTP server", async () => {
  const secrets = await certificates();
  const other = await TestbedAuthority.create();
  expect(await changed(secrets.folder, () => replaceLeaf(secrets, "consumer", other))).toEqual([
    "consumer.properties",
  ]);
  const properties = await readFile(join(secrets.folder, "consumer.properties"), "utf8");
  expect(properties).toContain(secrets.authority.ca.split("\n")[1]);
});

test.each([
  [undefined, "only a pipeline with shut doors has certificates and rights"],
  [
    { folder: "kept", authority: undefined },
    "the certificates in kept are of an earlier start: their CA can issue no more",
  ],
])("a pipeline without a CA that can issue is refused", async (certificatesOf, reason) => {
  const pipeline = {
    certificates: certificatesOf,
    part: () => ({ name: "mqtt" }),
    instances: () => [],
  } as unknown as Pipeline;
  expect(() => secretsOf(pipeline)).toThrow(new RangeError(reason));
  await expect(inject(pipeline, { kind: "rotate", part: "mqtt" }, 0)).rejects.toThrow(reason);
  await expect(inject(pipeline, { kind: "wrong-ca", part: "mqtt" }, 0)).rejects.toThrow(reason);
  await expect(inject(pipeline, { kind: "expire", part: "mqtt" }, 0)).rejects.toThrow(reason);
});
