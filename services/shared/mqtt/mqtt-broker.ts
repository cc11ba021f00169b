import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { valueWithoutCredentials } from "../text/without-credentials.ts";
import { PemFileError, readCertificate, readKeyPair } from "../tls/pem-files.ts";
import { formatLogin, isAllowedLogin, type MqttLogin, parseLogin } from "./mqtt-login.ts";
import { type MqttUrl, MqttUrlError, parseMqttUrl } from "./mqtt-url.ts";

/** URL of a broker, and names of files for the connection. */
export interface MqttBrokerSettings {
  readonly url: string;
  /** User name and password on a line each, see {@link parseLogin}. */
  readonly credentials?: string | undefined;
  /** Certificates of the authorities that are trusted instead of those of Node.js (PEM). */
  readonly ca?: string | undefined;
  /** Certificate of the client, and those between it and its authority (PEM). */
  readonly cert?: string | undefined;
  /** Private key of the certificate (PEM), not encrypted. */
  readonly key?: string | undefined;
}

/** Name of each setting as the user knows it, for errors. */
export type MqttBrokerNames = Readonly<Record<keyof MqttBrokerSettings, string>>;

/** Settings of a broker that cannot be used; the message has the setting, its value without secrets and what is allowed. */
export class MqttBrokerError extends Error {
  override readonly name = "MqttBrokerError";
}

type Files = Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;

/** Options of MQTT.js for the connection to a broker. */
export interface BrokerConnectionOptions extends MqttLogin, Files {
  readonly protocol: "mqtt" | "mqtts";
  readonly host: string;
  readonly port: number;
}

/**
 * An MQTT broker with all that a client needs to connect. It can be logged, reported and shown: as text and as JSON it is its
 * address, without user, password and key. MQTT.js is given {@link connectionOptions} and never a URL: it splits user and password at the
 * last colon, after decoding them.
 */
export class MqttBroker {
  readonly #url: MqttUrl;
  readonly #login: MqttLogin;
  readonly #files: Files;

  private constructor(url: MqttUrl, login: MqttLogin, files: Files) {
    this.#url = url;
    this.#login = login;
    this.#files = files;
  }

  /** Returns the broker at a URL. @throws {MqttUrlError} */
  static at(url: string): MqttBroker {
    const parsed = parseMqttUrl(url);
    return new MqttBroker(parsed, parsed.login, {});
  }

  /** Returns the broker of these settings; their files are read. @throws {MqttBrokerError} */
  static open(settings: MqttBrokerSettings, names: MqttBrokerNames): MqttBroker {
    const url = urlOf(settings, names);
    const { protocol, login } = url;
    const { credentials, ca, cert, key } = settings;
    if ((cert === undefined) !== (key === undefined))
      throw new MqttBrokerError(`${names.cert} and ${names.key}: both are needed, or none`);
    const tls = (["ca", "cert", "key"] as const).find((name) => settings[name] !== undefined);
    if (tls !== undefined && protocol === "mqtt")
      throw new MqttBrokerError(`${names[tls]}: only with mqtts:// in ${names.url}`);
    if (credentials !== undefined && Object.keys(login).length > 0)
      throw new MqttBrokerError(`${names.credentials}: user and password are in ${names.url}, too`);
    const files = fromFile(() => ({
      ...(ca === undefined ? {} : { ca: readCertificate(ca, names.ca) }),
      ...(cert === undefined || key === undefined ? {} : readKeyPair({ cert, key }, names)),
    }));
    return new MqttBroker(
      url,
      credentials === undefined ? login : loginIn(credentials, names.credentials),
      files,
    );
  }

  /** Options for MQTT.js. They are not to be logged. */
  get connectionOptions(): BrokerConnectionOptions {
    const { protocol, host, port } = this.#url;
    return { protocol, host, port, ...this.#login, ...this.#files };
  }

  /**
   * Contents of the files that another process needs to connect to {@link toString}, by the settings that name the files. They are secret.
   */
  get files(): Readonly<Partial<Record<Exclude<keyof MqttBrokerSettings, "url">, string>>> {
    const isAnonymous = Object.keys(this.#login).length === 0;
    return { ...this.#files, ...(isAnonymous ? {} : { credentials: formatLogin(this.#login) }) };
  }

  /** Returns the address, such as `mqtts://broker:8883`, without user and password. */
  toString(): string {
    const { protocol, host, port } = this.#url;
    return `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

function urlOf({ url }: MqttBrokerSettings, names: MqttBrokerNames): MqttUrl {
  try {
    return parseMqttUrl(url);
  } catch (error) {
    if (!(error instanceof MqttUrlError)) throw error;
    throw new MqttBrokerError(`${names.url} ${valueWithoutCredentials(url)}: ${error.message}`);
  }
}

function loginIn(file: string, name: string): MqttLogin {
  const needed = "a file with the user name on the first line and the password on the second is needed";
  const login = checked(`${name} ${file}: ${needed}`, () => parseLogin(readFileSync(file, "utf8")));
  if (Object.keys(login).length > 0 && isAllowedLogin(login)) return login;
  throw new MqttBrokerError(`${name} ${file}: ${needed}, each of at most 65,535 bytes`);
}

/** @throws {MqttBrokerError} with the problem of a file */
function fromFile<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof PemFileError ? new MqttBrokerError(error.message) : error;
  }
}

function checked<Value>(problem: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MqttBrokerError(`${problem} (${reason})`);
  }
}
