import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { TopicTemplate } from "../../../../../services/shared/mqtt/topic-template.ts";
import { checkout } from "../../../../../testbed/checkout.ts";
import { composeEnvironment } from "../../../../../testbed/pipeline/compose/variables/compose-environment.ts";

interface Service {
  readonly [key: string]: unknown;
  readonly image: string;
  readonly build?: { readonly context: string };
  readonly healthcheck?: { readonly test: readonly string[] };
}

const text = readFileSync(join(checkout, "docker-compose.yml"), "utf8");
const { services } = parse(text, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };
const named = Object.entries(services);

test.each(named)(
  "%s comes back, has bounded logs and memory, and may do no more than it needs",
  (name, service) => {
    expect(service).toMatchObject({
      restart: name === "provision" ? "no" : `\${RESTART_POLICY:-unless-stopped}`,
      logging: { driver: "json-file", options: { "max-size": "10m", "max-file": "3" } },
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    expect(service["tmpfs"]).toEqual(expect.arrayContaining([expect.stringMatching(/^\/tmp(:|$)/)]));
  },
);

test.each(named.filter(([name]) => name !== "provision"))(
  "the health check of %s stays, and needs no tool that obeys a proxy",
  (_name, { healthcheck }) => {
    const command = healthcheck?.test ?? [];
    expect(command.slice(0, 3)).toEqual(["CMD", "sh", expect.stringMatching(/\/health\/stay\.sh$/)]);
    const probe = command.find((word) => /\/health\/(?!stay)/.test(word))?.replace(/.*\/health\//, "") ?? "";
    expect(readFileSync(join(checkout, "services/health", probe), "utf8")).not.toMatch(
      /^[^#]*\b(wget|curl)\b/m,
    );
  },
);

test("every image is built once, from this checkout at every start, and no file of the checkout is mounted", () => {
  const built = named.filter(([, { build }]) => build !== undefined);
  expect(built.map(([, { image }]) => image)).toEqual([...new Set(named.map(([, { image }]) => image))]);
  for (const [, service] of built)
    expect(service).toMatchObject({ pull_policy: "build", build: { context: "." } });
  for (const [, service] of named) {
    if (service.build === undefined) expect(service["pull_policy"]).toBe("never");
    for (const volume of (service["volumes"] as string[] | undefined) ?? [])
      expect(volume).toMatch(/^[a-z-]+:/);
  }
});

test("a foreground docker compose up shows the readings, and not every log", () => {
  expect(named.filter(([, { attach }]) => attach !== false).map(([name]) => name)).toEqual([
    "provision",
    "consumer",
    "publisher",
    "proxy",
  ]);
});

test("a drill's proxy starts before the clients whose links it carries, and stops after them", () => {
  const clients = named.filter(
    ([name, service]) => name !== "kafka" && JSON.stringify(service).includes("_FOR_"),
  );
  expect(clients.map(([name]) => name)).toEqual(["connect", "consumer", "publisher"]);
  for (const [, service] of clients)
    expect(service["depends_on"]).toMatchObject({ proxy: { condition: "service_started", required: false } });
});

const secureText = readFileSync(join(checkout, "docker-compose.secure.yml"), "utf8");
const secure = parse(secureText, { merge: true }) as { readonly services: Readonly<Record<string, Service>> };

test("in the secure form every container sees its own files only, and cannot change them", () => {
  expect(Object.keys(secure.services).sort()).toEqual([...Object.keys(services), "rights"].sort());
  for (const [name, service] of Object.entries(secure.services)) {
    expect(service["volumes"]).toEqual([
      {
        type: "bind",
        source: `\${CERTIFICATES_FOLDER:-./.testbed/certificates}/containers/${name}`,
        target: "/run/testbed",
        read_only: true,
        bind: { create_host_path: false },
      },
    ]);
  }
});

test("what gives rights may do no more than the other services, and Connect waits for it", () => {
  const { rights, connect } = secure.services;
  const { provision } = services;
  for (const key of [
    "read_only",
    "cap_drop",
    "security_opt",
    "logging",
    "init",
    "entrypoint",
    "tmpfs",
    "restart",
    "mem_limit",
  ])
    expect(rights?.[key], key).toEqual(provision?.[key]);
  expect(connect?.["depends_on"]).toEqual({ rights: { condition: "service_completed_successfully" } });
});

test("no variable of a container is a secret: files have them", () => {
  for (const { environment = {} } of Object.values(secure.services) as { environment?: object }[])
    for (const [name, value] of Object.entries(environment))
      if (/PASSWORD|TOKEN|KEY/.test(name)) expect(value, name).toMatch(/^\/run\/testbed\//);
});

test("a pipeline whose parts the testbed watches restarts none of them", () => {
  const options = { ports: {} as never, folder: "/nowhere" };
  const environment = composeEnvironment(
    options,
    { qos: 1, topics: new TopicTemplate("coffee", 1), tracing: {} } as never,
    {
      proxyPort: 1,
      cluster: { kafkaNodes: [], workers: [], consumers: [] },
      ...{ journals: "/journals", certificates: undefined },
    },
  );
  expect(environment["RESTART_POLICY"]).toBe("no");
});
