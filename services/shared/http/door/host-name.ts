/** Host and port of a request or an origin: a name, an IPv4 address or an IPv6 address in brackets (RFC 3986 section 3.2). */
const authority = /^(?:\[[\da-f:.]+\]|[\p{L}\p{N}._-]+)(?::\d{1,5})?$/iu;

/**
 * Returns the host of `host` or `host:port` in the form that browsers send: in lower case, addresses in their shortest form, without the
 * dot at the end of a name. Returns `undefined` if the text is neither.
 */
export function hostName(text: string): string | undefined {
  if (!authority.test(text)) return undefined;
  return URL.parse(`http://${text}`)?.hostname.replace(/\.$/, "") || undefined;
}
