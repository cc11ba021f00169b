import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "rolldown";
import { checkout } from "../../../testbed/checkout.ts";
import { imageSettings } from "../../../testbed/pipeline/compose/variables/compose-settings.ts";

const nodeImage = imageSettings.NODE_IMAGE.parse(process.env["NODE_IMAGE"]);

/** An image of a bridge of test/fixtures/bridges, with its libraries in one file. Disposing it removes it. */
export class FixtureImage implements AsyncDisposable {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  /** Builds the image without a registry, if the engine has that of Node. `command` runs the bridge, which is `/bridge.mjs`. */
  static async build(fixture: string, command: string): Promise<FixtureImage> {
    const name = `mqtt-kafka-testbed/test-bridge:${randomUUID()}`;
    const context = await mkdtemp(join(tmpdir(), "bridge-image-"));
    try {
      const input = join(checkout, "test/fixtures/bridges", `${fixture}.ts`);
      const output = { file: join(context, "bridge.mjs"), codeSplitting: false };
      await build({ input, platform: "node", output, logLevel: "silent" });
      const cmd = JSON.stringify(["sh", "-c", command]);
      await writeFile(
        join(context, "Dockerfile"),
        `FROM ${nodeImage}\nCOPY bridge.mjs /bridge.mjs\nUSER node\nCMD ${cmd}\n`,
      );
      await docker("build", "--quiet", "--tag", name, context);
      return new FixtureImage(name);
    } finally {
      await rm(context, { recursive: true });
    }
  }

  /** Returns the names of the containers of this image, ended ones as well. `filter`: only these, such as `status=exited`. */
  async containers(filter?: string): Promise<string[]> {
    const filters = ["--filter", `ancestor=${this.name}`, ...(filter ? ["--filter", filter] : [])];
    const names = await docker("ps", "--all", ...filters, "--format", "{{.Names}}");
    return names.split("\n").filter(Boolean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = await this.containers();
    if (left.length > 0) await docker("rm", "--force", ...left);
    await docker("image", "rm", "--force", this.name);
  }
}

/** Runs a command of the engine and returns its output. */
export async function docker(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)("docker", args)).stdout;
}
