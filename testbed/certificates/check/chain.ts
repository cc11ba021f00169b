import { type X509Certificate } from "node:crypto";

/** Whether a chain, of which the first certificate counts, leads to a trusted CA, over others in it and those `between`. */
export function leadsTo(
  trusted: readonly X509Certificate[],
  [first, ...others]: readonly [X509Certificate, ...X509Certificate[]],
  between: readonly X509Certificate[],
): boolean {
  let current = first;
  const rest = new Set([...others, ...between]);
  while (!trusted.some((authority) => isIssuedBy(current, authority))) {
    const next = [...rest].find((each) => each.ca && isIssuedBy(current, each));
    if (next === undefined) return false;
    rest.delete(next);
    current = next;
  }
  return true;
}

/** Whether a CA has certified itself. */
export function isRoot(authority: X509Certificate): boolean {
  return isIssuedBy(authority, authority);
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}
