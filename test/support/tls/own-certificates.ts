import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateAuthority } from "../../../testbed/certificates/authority/certificate-authority.ts";
import { hostsOf, identityNames, usesOf } from "../../../testbed/certificates/identities.ts";

const hourMs = 3_600_000;

/** Writes certificates of a company's CA, which end in an hour, into a new folder, as a user would. */
export async function writeOwnCertificates(folder: string): Promise<void> {
  const validity = { notBefore: new Date(Date.now() - hourMs), notAfter: new Date(Date.now() + hourMs) };
  const company = await CertificateAuthority.root("Company CA", validity);
  mkdirSync(folder);
  writeFileSync(join(folder, "ca.crt"), company.certificate);
  for (const name of identityNames) {
    const request = { commonName: name, hosts: hostsOf(name), uses: usesOf(name), ...validity };
    const { certificate, key } = await company.issue(request);
    writeFileSync(join(folder, `${name}.crt`), certificate);
    writeFileSync(join(folder, `${name}.key`), key);
  }
}
