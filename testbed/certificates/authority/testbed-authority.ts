import { type CertificateSet } from "../certificate-set.ts";
import {
  authorityName,
  hostsOf,
  type IdentityName,
  identityNames,
  serversOf,
  usesOf,
} from "../identities.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { type Identity } from "./identity.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Life time of a set: a stack of containers that is left running has no restart that renews it. */
const lifetimeMs = 365 * dayMs;

/** Age of a certificate when it is made: the clock of a virtual machine with containers may be behind. */
const clockDifferenceMs = hourMs;

/**
 * The testbed's CA. Its key is never written: it goes with the process that made the set, so that nobody can issue a certificate later
 * that the parts, or a browser that was told to trust the CA, would accept. Rotation needs it, and only drills rotate; these start
 * pipelines of their own, for which the tester makes a set, and issue while this object lives.
 *
 * Clients of Connect have certificates from a CA below it, the only one that Connect's REST interface trusts: the interface has no
 * rights by user, and a connector can run anything.
 */
export class TestbedAuthority {
  readonly #root: CertificateAuthority;
  readonly #connect: CertificateAuthority;

  private constructor(root: CertificateAuthority, connect: CertificateAuthority) {
    this.#root = root;
    this.#connect = connect;
  }

  /** Makes a CA that no other one's certificates are accepted by. `now`: start of its life time. */
  static async create(now = new Date()): Promise<TestbedAuthority> {
    const root = await CertificateAuthority.root(authorityName, {
      notBefore: new Date(now.getTime() - clockDifferenceMs),
      notAfter: new Date(now.getTime() + lifetimeMs),
    });
    return new TestbedAuthority(root, await root.subordinate(`${authorityName} for Connect`));
  }

  /** Its certificate (PEM), which every part and client trusts. */
  get ca(): string {
    return this.#root.certificate;
  }

  /** Certificate of the CA below it whose clients Connect lets in (PEM). */
  get connectCa(): string {
    return this.#connect.certificate;
  }

  /** Issues one more certificate for an identity, with a key of its own. `endsAt`: as that of the CA by default. */
  async issue(name: IdentityName, endsAt = this.#root.endsAt): Promise<Identity> {
    const issuer = serversOf(name).includes("connect") ? this.#connect : this.#root;
    return await issuer.issue({
      ...{ commonName: name, hosts: hostsOf(name), uses: usesOf(name) },
      notBefore: new Date(Math.min(Date.now(), endsAt.getTime()) - clockDifferenceMs),
      notAfter: endsAt,
    });
  }

  /** Issues a certificate for each identity. */
  async issueAll(): Promise<CertificateSet> {
    const issued = identityNames.map(async (name) => [name, await this.issue(name)] as const);
    return { ca: this.ca, connectCa: this.connectCa, identities: new Map(await Promise.all(issued)) };
  }
}
