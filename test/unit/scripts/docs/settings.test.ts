import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { composeSettings, envExample } from "../../../../scripts/docs/env-example.ts";
import { settingsTable } from "../../../../scripts/docs/settings-table.ts";
import { describeSettings } from "../../../../services/shared/describe-settings.ts";
import { doorSettings } from "../../../../services/shared/http/door/door-settings.ts";
import { checkout } from "../../../../testbed/checkout.ts";
import { startSettings } from "../../../../testbed/cli/start-settings.ts";

const read = (file: string) => readFileSync(join(checkout, file), "utf8");

test(".env.example, README.md and docs/http.md have the settings of the schemas (npm run docs:settings)", () => {
  expect(read(".env.example")).toBe(envExample());
  expect(read("README.md")).toContain(`\n${settingsTable(startSettings)}\n`);
  const ofHttp = settingsTable(describeSettings(doorSettings));
  expect(read("docs/http.md")).toContain(`\n${ofHttp}\n`);
});

test("the compose files read the settings of .env.example and no others, with the same defaults", () => {
  const settings = new Map(
    Object.values(composeSettings)
      .flat()
      .map(({ name, value }) => [name, value]),
  );
  const files = ["docker-compose.yml", "docker-compose.secure.yml", "docker-compose.cluster.yml"];
  const compose = files.map(read).join("");
  const variable = /\$\{(?<name>\w+):-(?<value>[^{}]*)\}/g;
  // The second time: those whose default is the value of another variable.
  const variables = [...compose.matchAll(variable), ...compose.replaceAll(variable, "").matchAll(variable)];
  const names = new Set(variables.map(({ groups }) => groups?.["name"]));
  expect([...names].sort()).toEqual([...settings.keys()].sort());
  for (const { groups: { name = "", value } = {} } of variables) {
    // Empty: the service's own default, which is that of its schema.
    expect([settings.get(name), ""], name).toContain(value);
  }
});
