import fc from "fast-check";
import { expect, test } from "vitest";
import { consumerSettings } from "../../../../services/consumer/config.ts";
import { proxySettings } from "../../../../services/proxy/config.ts";
import { publisherSettings } from "../../../../services/publisher/config.ts";
import { EnvironmentError, readEnvironment } from "../../../../services/shared/environment.ts";

/** Values of a variable: any text that the operating system can pass on, and what is close to values that are allowed. */
const value = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
  fc.webUrl(),
  fc.double().map(String),
  fc.json(),
  fc.constantFrom(
    "0",
    "-1",
    "65536",
    "1e3",
    "[[0,0]]",
    "a,,b",
    "::1",
    "mqtt://u:p@h:1",
    "h:1,h:2",
    "mqtt-bridge=a:1>b:2",
  ),
);

test.each(Object.entries({ publisherSettings, consumerSettings, proxySettings }))(
  "%s of any values are read, or refused with the names of the variables",
  (_name, schema) => {
    const variables = Object.keys(schema.shape);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...variables), value, { maxKeys: variables.length }),
        (environment) => {
          try {
            readEnvironment(schema, environment);
          } catch (error) {
            expect(error).toBeInstanceOf(EnvironmentError);
            for (const line of String(error)
              .replace(/^EnvironmentError: /, "")
              .split("\n"))
              expect(line).toMatch(/^[A-Z_]+(=.* is refused| is not set): .*(allowed|needed)/);
          }
        },
      ),
      { numRuns: 500 },
    );
  },
);
