import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { expect, onTestFinished, test } from "vitest";
import { KafkaConnectContainer } from "../../../../testbed/testcontainers/kafka-connect-container.ts";
import { filesInArchive } from "../../../../testbed/testcontainers/plugin-archive.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plugins-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("start() reports everything that it lacks in one error, before it creates a container", async () => {
  const empty = await temporaryFolder();
  const folder = await temporaryFolder();
  await writeFile(join(folder, "no-jars.zip"), zipSync({ "plugin/manifest.json": strToU8("{}") }));
  await writeFile(join(folder, "no-zip.zip"), "text");
  const starting = new KafkaConnectContainer("no/such-image")
    .withPlugin(join(empty, "absent"))
    .withPlugin(empty)
    .withPlugin(join(folder, "absent.zip"))
    .withPlugin(join(folder, "no-jars.zip"))
    .withPlugin(join(folder, "no-zip.zip"))
    .start();
  await expect(starting).rejects.toThrow(
    new RegExp(
      [
        "^Kafka Connect cannot start: no Kafka is named: .*",
        "the plugin folder .*absent cannot be read: ENOENT.*",
        "the plugin folder .* holds no \\.jar",
        "the plugin archive .*absent\\.zip cannot be read: ENOENT.*",
        "the plugin archive .*no-jars\\.zip holds no \\.jar",
        "the plugin archive .*no-zip\\.zip cannot be read: invalid zip data$",
      ].join("; "),
    ),
  );
});

test("an archive gives its files, none of them outside of its folder", async () => {
  const archive = join(await temporaryFolder(), "plugin.zip");
  const files = { "plugin/": strToU8(""), "plugin/lib/a.jar": strToU8("a"), "../../b.jar": strToU8("b") };
  await writeFile(archive, zipSync(files));
  const found = await filesInArchive(archive);
  expect(found.map(({ path, content }) => [path, content.toString()])).toEqual([
    ["plugin/lib/a.jar", "a"],
    ["b.jar", "b"],
  ]);
});
