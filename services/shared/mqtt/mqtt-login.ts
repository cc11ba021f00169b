/**
 * User name and password of an MQTT client (MQTT 5 sections 3.1.3.5 and 3.1.3.6). Both may be missing; a password alone has an empty
 * user name, since MQTT.js sends none without.
 */
export interface MqttLogin {
  readonly username?: string;
  readonly password?: string;
}

/** Returns a login; a user name that is empty and has no password is none. */
export function loginOf(username: string, password: string | undefined): MqttLogin {
  if (password === undefined) return username === "" ? {} : { username };
  return { username, password };
}

/** Length limit of both, in bytes (MQTT 5 sections 1.5.4 and 1.5.6). */
const longestBytes = 65_535;

/** Whether MQTT can carry the login. Control characters in a user name end the connection (MQTT 5 section 1.5.4). */
export function isAllowedLogin({ username = "", password = "" }: MqttLogin): boolean {
  return (
    !/\p{Cc}/u.test(username) && [username, password].every((text) => Buffer.byteLength(text) <= longestBytes)
  );
}

/**
 * Returns the login in the text of a credentials file: the user name on the first line, the password on the second. Without a
 * second line there is no password, with an empty one the password is empty. A line end behind the last line does not count.
 */
export function parseLogin(text: string): MqttLogin {
  const [first = "", ...rest] = text.replace(/^\ufeff/, "").split("\n");
  const hasReturns = first.endsWith("\r");
  if (rest.at(-1) === "") rest.pop();
  const username = hasReturns ? first.slice(0, -1) : first;
  const password = rest.join("\n");
  return loginOf(
    username,
    rest.length === 0 ? undefined : hasReturns ? password.replace(/\r$/, "") : password,
  );
}

/** Returns the text of a credentials file, for {@link parseLogin}. */
export function formatLogin({ username = "", password }: MqttLogin): string {
  return password === undefined ? `${username}\n` : `${username}\n${password}\n`;
}
