import { type Identity } from "./authority/identity.ts";
import { type IdentityName } from "./identities.ts";

/** Certificates and keys of a pipeline. */
export interface CertificateSet {
  /** CAs that every part and client trusts (PEM). */
  readonly ca: string;
  /** CAs whose clients Connect lets in (PEM). */
  readonly connectCa: string;
  readonly identities: ReadonlyMap<IdentityName, Identity>;
}
