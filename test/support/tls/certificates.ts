import { CertificateAuthority } from "../../../testbed/certificates/authority/certificate-authority.ts";
import { type Identity } from "../../../testbed/certificates/authority/identity.ts";

const dayMs = 86_400_000;

export type { Identity };

/** A certificate authority of a test. Its certificates are valid from two days ago, by default for half a day more. */
export interface Authority {
  /** Its own certificate, as PEM. */
  readonly certificate: string;
  /** Returns an identity for servers and clients alike; by default its server is this machine. It ends in `days`. */
  readonly issue: (commonName: string, hosts?: readonly string[], days?: number) => Promise<Identity>;
}

const thisMachine = ["localhost", "127.0.0.1", "::1"];

/** Makes a certificate authority. */
export async function newAuthority(commonName: string): Promise<Authority> {
  const authority = await CertificateAuthority.root(commonName, validity());
  return {
    certificate: authority.certificate,
    issue: (name, hosts = thisMachine, days = 0.5) =>
      authority.issue({ commonName: name, hosts, uses: ["server", "client"], ...validity(days) }),
  };
}

function validity(days = 0.5) {
  return { notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() + days * dayMs) };
}
