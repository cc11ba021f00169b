import { ClientPropertiesError } from "./client-properties-error.ts";

/** The login module of a JAAS configuration, and its options. */
export interface LoginModule {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

/**
 * White space and comments; then one of: text in quotes, a word, `=`, `;`, the end. (Kafka's
 * org.apache.kafka.common.security.JaasConfig, built on java.io.StreamTokenizer.)
 */
const tokenPattern =
  /(?:\s|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*(?:"(?<double>(?:[^"\\\r\n]|\\[^\r\n])*)"|'(?<single>(?:[^'\\\r\n]|\\[^\r\n])*)'|(?<word>[\w$.\-\u{a0}-\u{10ffff}]+)|(?<sign>[=;])|$)/uy;

const controlFlags = ["required", "requisite", "sufficient", "optional"];

/** A token: a sign, or the text of a word or of quotes. */
type Token = { readonly sign: string } | { readonly sign?: undefined; readonly text: string };

/**
 * Parses the value of `sasl.jaas.config`: `MODULE FLAG (OPTION=VALUE)*;`. No message has the value, which has a password.
 * @throws {ClientPropertiesError} unless it is one login module, as Kafka's clients require
 */
export function parseJaasConfig(text: string): LoginModule {
  const tokens = tokensOf(text);
  const name = textOf(tokens.shift(), "the class of a login module at its beginning");
  const flag = textOf(tokens.shift(), "a control flag after the login module");
  if (!controlFlags.includes(flag.toLowerCase())) {
    throw refused(`one of ${controlFlags.join(", ")} is needed after the login module`);
  }
  const options = new Map<string, string>();
  for (;;) {
    const token = tokens.shift();
    if (token?.sign === ";") break;
    const option = textOf(token, "a semicolon at its end");
    // Not named: it may be a part of a password without quotes.
    if (tokens.shift()?.sign !== "=") throw refused('"=" and a value in quotes are needed after each option');
    options.set(option, textOf(tokens.shift(), "a value in quotes after each option"));
  }
  if (tokens.length > 0) throw refused("one login module is allowed, with a semicolon at its end only");
  return { name, options };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const { groups } = tokenPattern.exec(text) ?? {};
    if (groups === undefined) {
      throw refused(
        "MODULE required OPTION=VALUE …; is allowed, and values that are not letters, digits, dots and dashes in quotes",
      );
    }
    const { double, single, word, sign } = groups;
    const quoted = double ?? single;
    if (sign !== undefined) tokens.push({ sign });
    else if (word !== undefined) tokens.push({ text: word });
    else if (quoted !== undefined) tokens.push({ text: unescaped(quoted) });
  }
  return tokens;
}

function textOf(token: Token | undefined, needed: string): string {
  if (token?.sign !== undefined || token === undefined) throw refused(`${needed} is needed`);
  return token.text;
}

const escapes: Readonly<Record<string, string>> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};

/** Returns the text that a quoted text stands for, by the rules of java.io.StreamTokenizer. */
function unescaped(quoted: string): string {
  return quoted.replace(/\\([0-3]?[0-7]{1,2}|.)/gsu, (_all, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
  );
}

function refused(reason: string): ClientPropertiesError {
  return new ClientPropertiesError(`sasl.jaas.config is refused: ${reason}`);
}
