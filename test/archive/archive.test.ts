import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { archivePath, test } from "../support/archive/connector-archive.ts";

test("the archive has the folders and the manifest that Confluent Hub asks for", async ({ archive }) => {
  expect((await readdir(archive.folder)).sort()).toEqual(["doc", "etc", "lib", "manifest.json"]);
  expect(JSON.parse(await readFile(join(archive.folder, "manifest.json"), "utf8"))).toMatchObject({
    name: "mqtt-source",
    version: archive.version,
    title: expect.stringContaining("MQTT"),
    description: expect.stringContaining("."),
    owner: { username: expect.stringMatching(/^[a-z0-9_]{2,255}$/), type: "organization" },
    component_types: ["source", "converter"],
    requirements: expect.arrayContaining([expect.stringMatching(/^Kafka Connect \d/)]),
  });
  const documents = await readdir(join(archive.folder, "doc"));
  expect(documents).toEqual(expect.arrayContaining(["CHANGELOG.md", "LICENSE", "README.md"]));
  const examples = await readdir(join(checkout, "connect", "examples"));
  expect(await readdir(join(archive.folder, "etc"))).toEqual(expect.arrayContaining(examples));
});

test("the archive has the licence of every library in it, and the notices that come with them", async ({
  archive,
}) => {
  const licenses = join(archive.folder, "doc", "licenses");
  const texts = await readdir(licenses);
  const declared = await readFile(join(licenses, "libraries.txt"), "utf8");
  const jars = await readdir(join(archive.folder, "lib"));
  const connector = `mqtt-source-connector-${archive.version}.jar`;
  expect(jars).toContain(connector);
  for (const jar of jars.filter((name) => name !== connector)) {
    // Of a line such as "(MIT-0) reactive-streams (org.reactivestreams:reactive-streams:1.0.4 - http://…)".
    const coordinates = jar.replace(/-(?=\d)/, ":").replace(/\.jar$/, "");
    const [, license] =
      new RegExp(`\\(([^)]+)\\) [^\\n]*:${RegExp.escape(coordinates)} `).exec(declared) ?? [];
    expect(texts, jar).toContain(`${license}.txt`);
  }
  const jackson = texts.find((name) => name.startsWith("jackson-core"));
  expect(await readdir(join(licenses, jackson ?? "", "META-INF"))).toContain("NOTICE");
});

test("the archive has the same bytes when it is built elsewhere from the same sources", async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "build-"));
  onTestFinished(() => rm(elsewhere, { recursive: true }));
  for (const path of ["LICENSE", "CHANGELOG.md", "connect"]) {
    const filter = (source: string) => source !== join(checkout, "connect", "target");
    await cp(join(checkout, path), join(elsewhere, path), { recursive: true, filter });
  }
  const maven = ["-q", "-B", "-o", "-f", join(elsewhere, "connect/pom.xml"), "package", "-Dmaven.test.skip"];
  execFileSync("mvn", maven, { env: { ...process.env, TZ: "Asia/Tokyo" } });

  const hash = async (folder: string) =>
    createHash("sha256")
      .update(await readFile(join(folder, archivePath)))
      .digest("hex");
  expect(await hash(elsewhere)).toBe(await hash(checkout));
});
