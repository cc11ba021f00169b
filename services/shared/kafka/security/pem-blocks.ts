/** Longest line of Base64 in a PEM block. (RFC 7468 section 2.) */
const lineLength = 64;

/**
 * Returns the blocks of a PEM text whose label ends in `label`, in the line form that OpenSSL needs. In a properties file a
 * block may be one long line, with spaces or nothing instead of the line ends.
 */
export function pemBlocks(text: string, label: "CERTIFICATE" | "PRIVATE KEY"): string[] {
  const pattern = new RegExp(`-----BEGIN ((?:[A-Z0-9]+ )*${label})-----([^-]*)-----END \\1-----`, "g");
  return [...text.matchAll(pattern)].map(([, found = "", body = ""]) => {
    const base64 = body.replace(/\s+/g, "");
    const lines = base64.match(new RegExp(`.{1,${lineLength}}`, "g")) ?? [];
    return [`-----BEGIN ${found}-----`, ...lines, `-----END ${found}-----`, ""].join("\n");
  });
}
