import { type X509Certificate } from "node:crypto";
import { Identity } from "../authority/identity.ts";
import { type CertificateSet } from "../certificate-set.ts";
import { fileNames } from "../folder/file-names.ts";
import { type IdentityName, identityNames, serversOf } from "../identities.ts";
import { certificatesOf, privateKeyOf } from "../pem-contents.ts";
import { type CheckTime, identityProblems, timeProblems } from "./certificate-problems.ts";
import { isRoot, leadsTo } from "./chain.ts";

/** Returns the text of a file; `undefined` if there is none. */
export type ReadText = (fileName: string) => string | undefined;

/** Result of a check: the set and its earliest end, or all problems, each with the name of its file. */
export type CheckedSet =
  | { readonly kind: "usable"; readonly set: CertificateSet; readonly endsAt: Date }
  | { readonly kind: "unusable"; readonly problems: readonly [string, ...string[]] };

/**
 * Checks the certificates and keys of all identities: name, hosts, uses, time, key, and the chain to the CA. Without a file
 * `connect-ca.crt`, Connect lets in the clients of all CAs in `ca.crt`.
 */
export function checkSet(read: ReadText, time: CheckTime): CheckedSet {
  return new SetCheck(read, time).result();
}

type Chain = readonly [X509Certificate, ...X509Certificate[]];

/** CAs to which chains have to lead, those that may be on the way, and their file. */
interface Authorities {
  readonly file: string;
  readonly trusted: readonly X509Certificate[];
  readonly between: readonly X509Certificate[];
}

class SetCheck {
  readonly #read: ReadText;
  readonly #time: CheckTime;
  readonly #problems: string[] = [];
  readonly #ends: Date[] = [];

  constructor(read: ReadText, time: CheckTime) {
    this.#read = read;
    this.#time = time;
  }

  result(): CheckedSet {
    const { ca, connectCa } = fileNames;
    const authorities = this.#authorities(ca);
    const roots = authorities.filter(isRoot);
    if (authorities.length > 0 && roots.length === 0)
      this.#note(ca, ["has no root, which OpenSSL needs: a CA that has certified itself"]);
    const hasConnectCa = this.#read(connectCa) !== undefined;
    const connectAuthorities = hasConnectCa ? this.#authorities(connectCa) : authorities;
    const identities = identityNames.map((name) => [name, this.#identity(name)] as const);
    for (const [name, { chain }] of identities) {
      this.#chain(name, chain, { file: ca, trusted: roots, between: authorities });
      // Java trusts a CA that is no root, too.
      if (hasConnectCa && serversOf(name).includes("connect"))
        this.#chain(name, chain, { file: connectCa, trusted: connectAuthorities, between: [] });
    }
    const [problem, ...others] = this.#problems;
    if (problem !== undefined) return { kind: "unusable", problems: [problem, ...others] };
    return {
      kind: "usable",
      set: {
        ca: pemOf(authorities),
        connectCa: pemOf(connectAuthorities),
        identities: new Map(
          identities.map(([name, { chain = [], key = "" }]) => [name, new Identity(pemOf(chain), key)]),
        ),
      },
      endsAt: new Date(Math.min(...this.#ends.map(Number))),
    };
  }

  #authorities(file: string): readonly X509Certificate[] {
    const found = this.#certificates(file) ?? [];
    const isAuthority = found.every(({ ca }) => ca);
    this.#note(file, isAuthority ? [] : ["has a certificate that is not one of a CA"]);
    return found;
  }

  #identity(name: IdentityName) {
    const files = { certificate: fileNames.certificate(name), key: fileNames.key(name) };
    const chain = this.#certificates(files.certificate);
    this.#note(files.certificate, chain && identityProblems(name, chain[0]));
    const pem = this.#text(files.key);
    const key = pem === undefined ? undefined : privateKeyOf(pem);
    if (pem !== undefined && key === undefined)
      this.#note(files.key, ["has no private key in PEM format that is not encrypted"]);
    if (key !== undefined && chain?.[0].checkPrivateKey(key) === false)
      this.#note(files.key, [`is not the key of ${files.certificate}`]);
    // Kafka reads no other form.
    return { chain, key: key?.export({ type: "pkcs8", format: "pem" }).toString() };
  }

  #chain(name: IdentityName, chain: Chain | undefined, { file, trusted, between }: Authorities): void {
    // The file without a certificate has been noted.
    if (chain === undefined || trusted.length === 0 || leadsTo(trusted, chain, between)) return;
    this.#note(fileNames.certificate(name), [`leads to no CA in ${file}`]);
  }

  #certificates(file: string): Chain | undefined {
    const pem = this.#text(file);
    const found = pem === undefined ? undefined : certificatesOf(pem);
    if (pem !== undefined && found === undefined) this.#note(file, ["has no certificate in PEM format"]);
    for (const each of found ?? []) {
      this.#note(file, timeProblems(each, this.#time));
      this.#ends.push(each.validToDate);
    }
    return found;
  }

  #text(file: string): string | undefined {
    const text = this.#read(file);
    if (text === undefined) this.#note(file, ["is missing"]);
    return text;
  }

  #note(file: string, problems: readonly string[] = []): void {
    this.#problems.push(...problems.map((problem) => `${file} ${problem}`));
  }
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map((each) => each.toString()).join("");
}
