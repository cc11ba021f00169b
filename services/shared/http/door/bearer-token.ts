import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

/** Characters of RFC 6750 section 2.1, of which a shorter token could be guessed. */
const tokenForm = /^[\w.~+/-]{16,256}=*$/;

/** A token file that cannot be used; the message has the file and what is allowed, but nothing of its content. */
export class BearerTokenError extends Error {
  override readonly name = "BearerTokenError";
}

/** A bearer token (RFC 6750) of which only the hash is kept. */
export class BearerToken {
  readonly #digest: Buffer;

  constructor(token: string) {
    this.#digest = digestOf(token);
  }

  /** Whether this is the token. The time that takes does not depend on what is right of it. */
  matches(given: string): boolean {
    return timingSafeEqual(digestOf(given), this.#digest);
  }
}

/** Returns the token in a file. @throws {BearerTokenError} */
export function readToken(file: string): string {
  const allowed = "a file with one line of 16 to 256 letters, digits or -._~+/, and = at its end, is allowed";
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BearerTokenError(`${file}: ${allowed} (${reason})`);
  }
  const token = text.replace(/\r?\n$/, "");
  if (tokenForm.test(token)) return token;
  throw new BearerTokenError(`${file}: ${allowed}`);
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
