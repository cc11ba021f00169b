import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Identity } from "./authority/identity.ts";
import { TestbedAuthority } from "./authority/testbed-authority.ts";
import { type CertificateSet } from "./certificate-set.ts";
import { containersIn, writeContainerFiles } from "./folder/container-files.ts";
import { type FileContents, fileContents, identityContents } from "./folder/file-contents.ts";
import { fileNames } from "./folder/file-names.ts";
import { replaceFiles, replaceFolder } from "./folder/replace-folder.ts";
import { type IdentityName } from "./identities.ts";

// Loads @peculiar/x509 and pkijs, which takes time: to be imported only if something has to be written.

/**
 * Makes certificates in a folder, in place of those in it. Returns the CA, which can issue more while it lives.
 * @throws {CertificatesError} if they cannot be written
 */
export async function makeCertificates(folder: string, now = new Date()): Promise<TestbedAuthority> {
  const authority = await TestbedAuthority.create(now);
  await writeCertificates(folder, await authority.issueAll());
  return authority;
}

/**
 * Writes certificates into a folder, in place of those in it.
 * @throws {CertificatesError} if they cannot be written
 */
export async function writeCertificates(folder: string, set: CertificateSet): Promise<void> {
  await replaceFolder(folder, await fileContents(set));
}

/**
 * Replaces certificate and key of one identity in a folder; the stores keep their password. The part has to be told to read them.
 * @throws {CertificatesError} if they cannot be written
 */
export async function replaceIdentity(folder: string, name: IdentityName, identity: Identity): Promise<void> {
  await replace(folder, await filesOf(folder, name, identity));
}

/**
 * Replaces what one identity shows to Kafka alone: a service that listens as well keeps the certificate of its HTTP server.
 * @throws {CertificatesError} if it cannot be written
 */
export async function replaceKafkaClient(
  folder: string,
  name: IdentityName,
  identity: Identity,
): Promise<void> {
  const files = await filesOf(folder, name, identity);
  const properties = fileNames.clientProperties(name);
  await replace(folder, new Map([...files].filter(([file]) => file === properties)));
}

async function replace(folder: string, files: FileContents): Promise<void> {
  await replaceFiles(folder, files);
  // Containers see the copies at once: their folders are mounted.
  if (existsSync(containersIn(folder))) await writeContainerFiles(folder);
}

async function filesOf(folder: string, name: IdentityName, identity: Identity): Promise<FileContents> {
  const stored = (file: string) => readFileSync(join(folder, file), "utf8");
  const common = { ca: stored(fileNames.ca), storePassword: () => stored(fileNames.storePassword) };
  return await identityContents(name, identity, common);
}
