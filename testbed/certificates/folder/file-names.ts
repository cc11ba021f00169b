import { join } from "node:path";
import {
  type HttpService,
  httpServices,
  type IdentityName,
  identityNames,
  serversOf,
} from "../identities.ts";

/** Names of the files in a folder of certificates. */
export const fileNames = {
  /** CAs that every part and client trusts. */
  ca: "ca.crt",
  /** CAs whose clients Connect lets in. */
  connectCa: "connect-ca.crt",
  /** Certificate of an identity, and those between it and the CA. */
  certificate: (name: IdentityName) => `${name}.crt`,
  /** Private key of an identity. */
  key: (name: IdentityName) => `${name}.key`,
  /** Key and certificate in one file, as Kafka's `ssl.keystore.location` takes them (type PEM). */
  pair: (name: IdentityName) => `${name}.pem`,
  /** Client properties of an identity for Kafka, with its key and the CAs. */
  clientProperties: (name: IdentityName) => `${name}.properties`,
  /** Bearer token of an HTTP service, which its clients have to know. */
  token: (service: HttpService) => `${service}.token`,
  /** Key and certificate of Connect's REST interface (PKCS #12). */
  keyStore: "connect.p12",
  /** {@link fileNames.connectCa} for Connect's REST interface (PKCS #12). */
  trustStore: "connect-ca.p12",
  /** Password of both stores, without a line end: Kafka's DirectoryConfigProvider takes the whole file. */
  storePassword: "connect.password",
  /** Password of Kafka's user of SCRAM, without a line end. */
  scramPassword: "scram.password",
  /** Password of the user `metrics` for the metrics of the Connect worker, without a line end. */
  metricsPassword: "connect-metrics.password",
} as const;

/** Identities that are clients of Kafka. */
export const kafkaClients = identityNames.filter((name) => serversOf(name).includes("kafka"));

/** Names of all files of a complete folder. */
export const allFileNames: readonly string[] = [
  fileNames.ca,
  fileNames.connectCa,
  ...identityNames.flatMap((name) => [
    fileNames.certificate(name),
    fileNames.key(name),
    fileNames.pair(name),
  ]),
  ...kafkaClients.map(fileNames.clientProperties),
  ...httpServices.map(fileNames.token),
  ...[fileNames.keyStore, fileNames.trustStore, fileNames.storePassword],
  ...[fileNames.scramPassword, fileNames.metricsPassword],
];

/** Whether a file may be read by anybody: it has certificates and no key. */
export function isPublic(fileName: string): boolean {
  return fileName.endsWith(".crt");
}

/** Returns the folder of certificates of the pipeline in a folder. */
export function certificatesIn(pipelineFolder: string): string {
  return join(pipelineFolder, "certificates");
}
