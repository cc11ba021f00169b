import { inspect } from "node:util";
import { EnvironmentError } from "../environment.ts";
import { PemFileError, readCertificate, readKeyPair } from "../tls/pem-files.ts";
import { BearerTokenError, readToken } from "./door/bearer-token.ts";
import { fetchFromAny, type Send } from "./fetch-from-any.ts";

/** Address of an HTTP server, and names of files for requests to it. They are read anew: token, certificates and key may change. */
export interface HttpClientSettings {
  /** Its path is in front of those that are asked for. */
  readonly url: string;
  /** Certificates of the authorities that are trusted instead of those of Node.js (PEM). */
  readonly ca?: string | undefined;
  /** Bearer token, on the file's only line. */
  readonly token?: string | undefined;
  /** User of whom the token is the password (RFC 7617); default: it is a bearer token (RFC 6750). */
  readonly user?: string | undefined;
  /** Certificate of the client, and those between it and its authority (PEM); with its key. */
  readonly cert?: string | undefined;
  /** Private key of the certificate (PEM), not encrypted. */
  readonly key?: string | undefined;
}

/** Names of the settings as the user knows them, for errors; each that is used has one. */
export type HttpClientNames = Readonly<
  Partial<Record<Exclude<keyof HttpClientSettings, "url" | "user">, string>>
>;

type Fetch = typeof globalThis.fetch;

/** Sends requests to one HTTP server, with the token, the trust and the certificate that it needs. As text and as JSON it is its address. */
export class HttpClient {
  readonly url: string;
  readonly #send: Send;

  private constructor(url: string, send: Send) {
    this.url = url;
    this.#send = send;
  }

  /** Returns the client of a server that needs none of them. */
  static at(url: string): HttpClient {
    return new HttpClient(url, (path, init) => globalThis.fetch(url + path, init));
  }

  /** Returns a client; its files are read. @throws {EnvironmentError} if one cannot be used */
  static open({ url, token, user, ...files }: HttpClientSettings, names: HttpClientNames): HttpClient {
    const { token: tokenName = "token", ...ofTls } = names;
    const named = { ca: "trusted certificates", cert: "certificate", key: "key", ...ofTls };
    try {
      const authorization = authorizationIn(token, user);
      const tls = tlsOf(files, named);
      const fetching = tls ? fetchOver(tls) : globalThis.fetch;
      return new HttpClient(url, async (path, init) => {
        const send = await fetching;
        return await send(url + path, withAuthorization(init, authorization()));
      });
    } catch (error) {
      if (error instanceof PemFileError) throw new EnvironmentError(error.message);
      if (error instanceof BearerTokenError) throw new EnvironmentError(`${tokenName} ${error.message}`);
      throw error;
    }
  }

  /**
   * Returns a client of servers that answer alike, such as the workers of one Connect group. A request goes to the one that has answered
   * last; if that is not reached, or a GET is not answered within half a second, also to the others. Its URL is that of the first.
   */
  static anyOf(clients: readonly HttpClient[]): HttpClient {
    const [first] = clients;
    if (first === undefined) throw new RangeError("no server");
    return clients.length === 1 ? first : new HttpClient(first.url, fetchFromAny(clients));
  }

  /** Sends a request for a path. @throws {TypeError} if it is not answered, like the global `fetch` */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return await this.#send(path, init);
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

function withAuthorization(init: RequestInit, authorization: string | undefined): RequestInit {
  if (authorization === undefined) return init;
  const headers = new Headers(init.headers);
  headers.set("authorization", authorization);
  return { ...init, headers };
}

type TlsOptions = Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;

/** Returns the header with the token of a file, at each call that of its latest usable content. @throws {BearerTokenError} */
function authorizationIn(file: string | undefined, user: string | undefined): () => string | undefined {
  if (file === undefined) return () => undefined;
  const token = latestUsable(() => readToken(file));
  return user === undefined
    ? () => `Bearer ${token()}`
    : () => `Basic ${Buffer.from(`${user}:${token()}`).toString("base64")}`;
}

/** Returns the options of TLS, at each call those of the latest usable files. @throws {PemFileError} */
function tlsOf(
  { ca, cert, key }: Omit<HttpClientSettings, "url" | "token" | "user">,
  names: Readonly<Record<"ca" | "cert" | "key", string>>,
): (() => TlsOptions) | undefined {
  if ((cert === undefined) !== (key === undefined))
    throw new PemFileError(`${names.cert} and ${names.key}: both are needed, or none`);
  if (ca === undefined && cert === undefined) return undefined;
  return latestUsable(() => ({
    ...(ca === undefined ? {} : { ca: readCertificate(ca, names.ca) }),
    ...(cert === undefined || key === undefined ? {} : readKeyPair({ cert, key }, names)),
  }));
}

/** Returns a function that reads anew, and returns what it read last if that is no use. The first reading throws. */
function latestUsable<Value>(read: () => Value): () => Value {
  let latest = read();
  return () => {
    try {
      latest = read();
    } catch (error) {
      if (!(error instanceof BearerTokenError || error instanceof PemFileError)) throw error;
    }
    return latest;
  };
}

/** Returns a `fetch` whose connections have these options of TLS. Node's own has no such options. */
async function fetchOver(tls: () => TlsOptions): Promise<Fetch> {
  const { Agent, buildConnector, fetch } = await import("undici");
  const dispatcher = new Agent({ connect: (options, callback) => buildConnector(tls())(options, callback) });
  // The types of the package and those of Node are of two versions of undici.
  return ((url: string, init: object) => fetch(url, { ...init, dispatcher })) as unknown as Fetch;
}
