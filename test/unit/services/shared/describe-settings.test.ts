import { expect, test } from "vitest";
import { z } from "zod";
import { consumerSettings } from "../../../../services/consumer/config.ts";
import { rightsSettings } from "../../../../services/provision/acls/config.ts";
import { provisionSettings } from "../../../../services/provision/config.ts";
import { proxySettings } from "../../../../services/proxy/config.ts";
import { publisherSettings } from "../../../../services/publisher/config.ts";
import { describeSettings } from "../../../../services/shared/describe-settings.ts";

test("a default is shown as a variable has it, or in words", () => {
  const settings = {
    LIST: z
      .string()
      .transform((text) => text.split(","))
      .default(["a", "b"])
      .meta({ description: "a list" }),
    SEED: z.string().optional().meta({ description: "a seed", unset: "a new one" }),
  };
  expect(describeSettings(settings)).toEqual([
    { name: "LIST", description: "a list", value: "a,b", default: "a,b" },
    { name: "SEED", description: "a seed", value: "", default: "a new one" },
  ]);
});

test("every setting of every service has a description and a default", () => {
  const services = [
    ...[consumerSettings, provisionSettings, proxySettings, publisherSettings],
    rightsSettings,
  ];
  for (const { shape } of services)
    for (const setting of describeSettings(shape)) expect(setting.default, setting.name).not.toBe("");
});

test("a setting without a description is an error that names it", () => {
  expect(() => describeSettings({ NAMELESS: z.string() })).toThrow("NAMELESS");
});
