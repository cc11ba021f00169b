import { isIPv6 } from "node:net";
import { isAllowedLogin, loginOf, type MqttLogin } from "./mqtt-login.ts";

/** Address of an MQTT broker, and the login that its URL has. */
export interface MqttUrl {
  readonly protocol: "mqtt" | "mqtts";
  /** An IPv6 address has no brackets. */
  readonly host: string;
  readonly port: number;
  readonly login: MqttLogin;
}

/** A text that is no URL of an MQTT broker. The message has what is allowed and not the text, in which there may be a password. */
export class MqttUrlError extends Error {
  override readonly name = "MqttUrlError";
}

const defaultPorts = { mqtt: 1883, mqtts: 8883 } as const;

/** Scheme, user and password up to the last @, host, port (RFC 3986 section 3). Paths and queries have no meaning in MQTT. */
const form = /^(mqtts?):\/\/(?:([^/?#]*)@)?(?:\[([^\]@]+)\]|([^\s/?#@:[\]]+))(?::(\d{1,5}))?\/?$/i;

const allowed = "mqtt://host:port or mqtts://host:port is allowed";
const allowedLogin =
  "a user and a password of at most 65,535 bytes are allowed, in which % / ? # are written as %25 %2F %3F %23, and : in a user as %3A";

/** Parses the URL of a broker. Default ports: 1883, with TLS 8883. @throws {MqttUrlError} */
export function parseMqttUrl(text: string): MqttUrl {
  const [, scheme = "", userInfo, bracketed, name = "", port] = form.exec(text) ?? [];
  const protocol = scheme.toLowerCase();
  // The % before a zone is escaped in a URL (RFC 6874).
  const ipv6 = bracketed?.replace("%25", "%");
  if ((protocol !== "mqtt" && protocol !== "mqtts") || (ipv6 !== undefined && !isIPv6(ipv6))) {
    throw new MqttUrlError(
      text.includes("@") ? `${allowed}, with user:password@ before the host; ${allowedLogin}` : allowed,
    );
  }
  const portNumber = port === undefined ? defaultPorts[protocol] : Number(port);
  if (portNumber < 1 || portNumber > 65_535)
    throw new MqttUrlError(`${allowed}, with a port from 1 to 65535`);
  return { protocol, host: ipv6 ?? name, port: portNumber, login: loginIn(userInfo) };
}

/** Returns the login of a URL. The first colon ends the user name; without a colon there is no password. */
function loginIn(userInfo: string | undefined): MqttLogin {
  const [, user = "", password] = /^([^:]*)(?::(.*))?$/s.exec(userInfo ?? "") ?? [];
  const login = loginOf(decoded(user), password === undefined ? undefined : decoded(password));
  if (!isAllowedLogin(login)) throw new MqttUrlError(allowedLogin);
  return login;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new MqttUrlError(allowedLogin);
  }
}
