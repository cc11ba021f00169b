import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { pemBlocks } from "../../services/shared/kafka/security/pem-blocks.ts";

/** Returns the certificates in a PEM text; `undefined` if there are none, or one cannot be read. */
export function certificatesOf(pem: string): readonly [X509Certificate, ...X509Certificate[]] | undefined {
  try {
    const [first, ...others] = pemBlocks(pem, "CERTIFICATE").map((block) => new X509Certificate(block));
    return first && [first, ...others];
  } catch {
    return undefined;
  }
}

/** Returns the private key in a PEM text; `undefined` if there is none or several, or it is encrypted or cannot be read. */
export function privateKeyOf(pem: string): KeyObject | undefined {
  const [block, ...others] = pemBlocks(pem, "PRIVATE KEY");
  if (block === undefined || others.length > 0) return undefined;
  try {
    return createPrivateKey(block);
  } catch {
    return undefined;
  }
}
