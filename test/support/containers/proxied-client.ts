import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { docker } from "./fixture-image.ts";

/** A configuration of the Docker client that adds the variables of a proxy to every container. Disposing it removes it. */
export class ProxiedClient implements AsyncDisposable {
  /** Variables of the Docker client that select the configuration. */
  readonly environment: Readonly<Record<"DOCKER_CONFIG", string>>;

  private constructor(folder: string) {
    this.environment = { DOCKER_CONFIG: folder };
  }

  /** Writes the configuration; compose's plugin is found where it is now. */
  static async of(proxy: string): Promise<ProxiedClient> {
    const folder = await mkdtemp(join(tmpdir(), "docker-config-"));
    const format = "{{json .ClientInfo.Plugins}}";
    const plugins = JSON.parse(await docker("info", "--format", format)) as { readonly Path: string }[];
    const config = {
      proxies: { default: { httpProxy: proxy, httpsProxy: proxy } },
      cliPluginsExtraDirs: [...new Set(plugins.map(({ Path }) => dirname(Path)))],
    };
    await writeFile(join(folder, "config.json"), JSON.stringify(config));
    return new ProxiedClient(folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.environment.DOCKER_CONFIG, { recursive: true });
  }
}
