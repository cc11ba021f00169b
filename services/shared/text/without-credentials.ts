/**
 * Scheme of a URL, and everything up to its last @, which ends user and password (RFC 3986 section 3.2.1) unless that @ is in the
 * path: of a password with an unescaped / nothing is shown.
 */
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/"][^\s"]*@/gi;

/** Returns a text without user and password of the URLs in it, for logs, reports, errors and terminals. */
export function withoutCredentials(text: string): string {
  return text.replace(userInfo, "$1***@");
}

/**
 * Returns a value that may be a URL, valid or not, without the text between :// and the last @: in a malformed URL any of it
 * may belong to the password.
 */
export function valueWithoutCredentials(value: string): string {
  return value.replace(/:\/\/.*@/s, "://***@");
}
