import fc from "fast-check";
import { expect, test } from "vitest";
import { ClientPropertiesError } from "../../../../../../services/shared/kafka/security/client-properties-error.ts";
import { parseJaasConfig } from "../../../../../../services/shared/kafka/security/jaas-config.ts";

const scram = "org.apache.kafka.common.security.scram.ScramLoginModule";

test.each<[string, string, Record<string, string>]>([
  ["as in Kafka's documentation", `${scram} required username="alice" password="alice-secret";`, alice()],
  ["in several lines", `${scram} required\n  username="alice"\r\n  password="alice-secret" ;\n`, alice()],
  ["in single quotes", `${scram} required username='alice' password='alice-secret';`, alice()],
  ["words without quotes", `${scram} REQUIRED username=alice password=alice-secret;`, alice()],
  ["comments", `/* a */ ${scram} required // b;\nusername=alice /**/ password=alice-secret; // c`, alice()],
  ["escapes", String.raw`M required password="a\"b\\c\t\101";`, { password: 'a"b\\c\tA' }],
  ["signs in quotes", 'M required password="; = // /* \' #$€ ";', { password: "; = // /* ' #$€ " }],
  ["an empty value", 'M required password="";', { password: "" }],
])("%s: options are found", (_form, text, options) => {
  expect(Object.fromEntries(parseJaasConfig(text).options)).toEqual(options);
});

test("any password in quotes is read as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (password) => {
      fc.pre(!/[\r\n]/.test(password));
      const quoted = password.replace(/["\\]/g, String.raw`\$&`);
      const { name, options } = parseJaasConfig(`M required password="${quoted}" username=u;`);
      expect([name, ...options]).toEqual(["M", ["password", password], ["username", "u"]]);
    }),
  );
});

test.each([
  ["", /class of a login module/],
  [`${scram} required username="alice" password="s3cret"`, /semicolon at its end/],
  [`${scram} username="alice" password="s3cret";`, /required, requisite, sufficient, optional/],
  [`${scram} required password=my s3cret;`, /"=" and a value in quotes/],
  [`${scram} required password=;`, /value in quotes after each option/],
  [`${scram} required password="s3cret;`, /in quotes/],
  [`${scram} required password=s3cret!;`, /in quotes/],
  [`M required password="s3cret"; M required password="s3cret";`, /one login module/],
])("%s is refused without its password", (text, reason) => {
  const refusal = (() => {
    try {
      return parseJaasConfig(text);
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(ClientPropertiesError);
  expect(String(refusal)).toMatch(reason);
  expect(String(refusal)).not.toContain("s3cret");
});

function alice() {
  return { username: "alice", password: "alice-secret" };
}
