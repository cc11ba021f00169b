import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { environmentWithDotEnv } from "../../../../../../testbed/pipeline/compose/variables/dot-env.ts";

function folderWith(dotEnv?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "dot-env-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  if (dotEnv !== undefined) writeFileSync(join(folder, ".env"), dotEnv);
  return folder;
}

test("variables of .env are added, and those of the process come first, as for compose", () => {
  vi.stubEnv("PUBLISHER_PORT", "4000");
  vi.stubEnv("CONSUMER_PORT", undefined);
  const environment = environmentWithDotEnv(
    folderWith("# ports\n#KAFKA_PORT=1\nPUBLISHER_PORT=5000\nexport CONSUMER_PORT='5001' # free\n"),
  );
  expect(environment).toMatchObject({ PUBLISHER_PORT: "4000", CONSUMER_PORT: "5001" });
  expect(environment).not.toHaveProperty("KAFKA_PORT");
});

test("without .env the environment is that of the process", () => {
  expect(environmentWithDotEnv(folderWith())).toEqual(process.env);
});

test("COMPOSE_ENV_FILES names files instead of .env, of which the last one counts", () => {
  const folder = folderWith("KAFKA_PORT=1\n");
  writeFileSync(join(folder, "a"), "MQTT_PORT=2\nCONNECT_PORT=3\n");
  writeFileSync(join(folder, "b"), "CONNECT_PORT=4\n");
  for (const name of ["KAFKA_PORT", "MQTT_PORT", "CONNECT_PORT"]) vi.stubEnv(name, undefined);
  vi.stubEnv("COMPOSE_ENV_FILES", `a,${join(folder, "b")},missing`);
  const environment = environmentWithDotEnv(folder);
  expect(environment).toMatchObject({ MQTT_PORT: "2", CONNECT_PORT: "4" });
  expect(environment).not.toHaveProperty("KAFKA_PORT");
});
