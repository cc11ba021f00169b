import { type X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import ms from "ms";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { listed } from "../../listed.ts";
import { type CertificateUse, hostsOf, type IdentityName, usesOf } from "../identities.ts";

/** Time for which certificates are checked. */
export interface CheckTime {
  readonly now: Date;
  /** Time that they have to be valid for. */
  readonly remainingMs: number;
}

/** Extended key usages (RFC 5280 section 4.2.1.12). */
const purposes = {
  server: "1.3.6.1.5.5.7.3.1",
  client: "1.3.6.1.5.5.7.3.2",
} as const satisfies Readonly<Record<CertificateUse, string>>;

// Each function returns problems as predicates, which the name of the file goes before.

/** Returns the problem with a certificate at this time. */
export function timeProblems(certificate: X509Certificate, { now, remainingMs }: CheckTime): string[] {
  const { validFromDate: begin, validToDate: end } = certificate;
  if (begin > now) return [`is not valid before ${dateText(begin)}`];
  if (end <= now) return [`ended on ${dateText(end)}`];
  if (end.getTime() - now.getTime() >= remainingMs) return [];
  return [`ends on ${dateText(end)}, in less than ${ms(remainingMs, { long: true })}`];
}

/** Returns the problems with name, hosts and uses of an identity's certificate. */
export function identityProblems(name: IdentityName, certificate: X509Certificate): string[] {
  // The whole subject: Kafka's rights are given to it.
  const subject = certificate.subject ?? "";
  const missing = hostsOf(name).filter((host) => !isValidFor(certificate, host));
  const allowed = certificate.keyUsage as readonly string[] | undefined;
  const refused = usesOf(name).filter((use) => allowed !== undefined && !allowed.includes(purposes[use]));
  return [
    ...(subject === `CN=${name}`
      ? []
      : [`has the subject ${escapedText(subject.replaceAll("\n", ", "))}; CN=${name} is needed`]),
    ...(missing.length === 0 ? [] : [`is not valid for ${listed(missing)}`]),
    ...refused.map((use) => `is not for use as a ${use} (extended key usage)`),
  ];
}

/** Returns a date for a text, in UTC, to the second. */
export function dateText(date: Date): string {
  return date.toISOString().replace(/\.\d+/, "");
}

function isValidFor(certificate: X509Certificate, host: string): boolean {
  const found =
    isIP(host) === 0 ? certificate.checkHost(host, { subject: "never" }) : certificate.checkIP(host);
  return found !== undefined;
}
