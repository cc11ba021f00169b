import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type IdentityName } from "../identities.ts";
import { fileNames } from "./file-names.ts";
import { makeFolder, replaceFiles } from "./replace-folder.ts";

/** Files of the Connect worker and its connector: a configuration can name files of their folder only. */
export const workerFiles: readonly string[] = [
  fileNames.ca,
  ...[fileNames.keyStore, fileNames.trustStore, fileNames.storePassword, fileNames.pair("connect")],
  ...[fileNames.pair("connector"), fileNames.certificate("connector"), fileNames.key("connector")],
];

/** Files with which an identity listens or connects. */
const pairOf = (name: IdentityName) => [fileNames.ca, fileNames.certificate(name), fileNames.key(name)];

/**
 * Files of each service of docker-compose.secure.yml, by the folder that the container sees: `certificates` for the service itself,
 * `health` for its health check.
 */
const containerFiles: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  mosquitto: { certificates: pairOf("mosquitto"), health: pairOf("mosquitto-health") },
  kafka: { certificates: [fileNames.ca, fileNames.pair("kafka")], health: pairOf("kafka-health") },
  // Only the node may make users and rights.
  rights: { certificates: [fileNames.clientProperties("kafka"), fileNames.scramPassword] },
  connect: {
    certificates: [...workerFiles, fileNames.metricsPassword],
    health: pairOf("connect-health"),
  },
  provision: { certificates: [...pairOf("provision"), fileNames.clientProperties("provision")] },
  consumer: {
    certificates: [
      ...pairOf("consumer"),
      fileNames.token("consumer"),
      fileNames.clientProperties("consumer"),
    ],
  },
  publisher: {
    certificates: [
      ...pairOf("publisher"),
      ...[fileNames.token("publisher"), fileNames.token("consumer"), fileNames.metricsPassword],
    ],
  },
  // The certificate of the link's client, whose TLS ends at the proxy.
  proxy: {
    certificates: [
      ...pairOf("proxy"),
      fileNames.token("proxy"),
      fileNames.certificate("connector"),
      fileNames.key("connector"),
    ],
  },
};

/** Returns the folder with the files of containers in a folder of certificates. */
export function containersIn(certificates: string): string {
  return join(certificates, "containers");
}

/** Returns the names of the files of all containers, in that folder. */
export const containerFileNames: readonly string[] = Object.entries(containerFiles).flatMap(
  ([container, folders]) =>
    Object.entries(folders).flatMap(([folder, names]) => names.map((name) => join(container, folder, name))),
);

/**
 * Copies each container's files to a folder of its own, which is mounted there. Users of containers are others than the files' owner,
 * so everybody may read the copies: on this machine only the owner gets through the folder of certificates to them (0700), and each
 * container sees its own.
 * @throws {CertificatesError} if they cannot be written
 */
export async function writeContainerFiles(certificates: string): Promise<void> {
  const root = containersIn(certificates);
  await makeReadable(root);
  for (const [container, folders] of Object.entries(containerFiles)) {
    await makeReadable(join(root, container));
    for (const [folder, names] of Object.entries(folders)) {
      const path = join(root, container, folder);
      await makeReadable(path);
      const read = async (name: string) => [name, await readFile(join(certificates, name))] as const;
      await replaceFiles(path, await Promise.all(names.map(read)), () => true);
    }
  }
}

/** Makes a folder for the users of containers, whatever the umask allows. */
async function makeReadable(folder: string): Promise<void> {
  await makeFolder(folder);
  await chmod(folder, 0o755);
}
