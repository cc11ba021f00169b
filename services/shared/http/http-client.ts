import { inspect } from "node:util";
import { EnvironmentError } from "../environment.ts";
import { PemFileError, readCertificate } from "../tls/pem-files.ts";
import { BearerTokenError, readToken } from "./door/bearer-token.ts";

/** Address of an HTTP server, and names of files for requests to it. */
export interface HttpClientSettings {
  /** Without a path. */
  readonly url: string;
  /** Certificates of the authorities that are trusted instead of those of Node.js (PEM). */
  readonly ca?: string | undefined;
  /** Bearer token, on the file's only line. */
  readonly token?: string | undefined;
}

type Fetch = typeof globalThis.fetch;

/** Sends requests to one HTTP server, with the token and the trust that it needs. As text and as JSON it is its address. */
export class HttpClient {
  readonly url: string;
  readonly #token: () => string | undefined;
  readonly #fetch: Fetch | Promise<Fetch>;

  private constructor(url: string, token: () => string | undefined, fetching: Fetch | Promise<Fetch>) {
    this.url = url;
    this.#token = token;
    this.#fetch = fetching;
  }

  /** Returns the client of a server that needs neither. */
  static at(url: string): HttpClient {
    return new HttpClient(url, () => undefined, globalThis.fetch);
  }

  /** Returns a client; its files are read. `names`: the settings that name the files. @throws {EnvironmentError} */
  static open(
    { url, ca, token }: HttpClientSettings,
    names: { readonly ca: string; readonly token: string },
  ): HttpClient {
    try {
      const trusted = ca && readCertificate(ca, names.ca);
      return new HttpClient(url, tokenIn(token), trusted ? fetchTrusting(trusted) : globalThis.fetch);
    } catch (error) {
      if (error instanceof PemFileError) throw new EnvironmentError(error.message);
      if (error instanceof BearerTokenError) throw new EnvironmentError(`${names.token} ${error.message}`);
      throw error;
    }
  }

  /** Sends a request for a path. @throws {TypeError} if it is not answered, like the global `fetch` */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const send = await this.#fetch;
    const headers = new Headers(init.headers);
    const token = this.#token();
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    return await send(this.url + path, { ...init, headers });
  }

  toString(): string {
    return this.url;
  }

  toJSON(): string {
    return this.url;
  }

  [inspect.custom](): string {
    return this.url;
  }
}

/** Returns the token of a file, at each call that of its latest usable content. @throws {BearerTokenError} */
function tokenIn(file: string | undefined): () => string | undefined {
  if (file === undefined) return () => undefined;
  let token = readToken(file);
  return () => {
    try {
      token = readToken(file);
    } catch (error) {
      if (!(error instanceof BearerTokenError)) throw error;
    }
    return token;
  };
}

/** Returns a `fetch` that trusts other certificates. Node's own has no such option. */
async function fetchTrusting(ca: string): Promise<Fetch> {
  const { Agent, fetch } = await import("undici");
  const dispatcher = new Agent({ connect: { ca } });
  // The types of the package and those of Node are of two versions of undici.
  return ((url: string, init: object) => fetch(url, { ...init, dispatcher })) as unknown as Fetch;
}
