import { rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { type BridgeEnvironment, type BridgeImage } from "../bridge.ts";
import { DockerError, docker } from "./docker.ts";

/** Label of the containers of a pipeline, with its mark: by it they are found if the tester dies. */
export const pipelineLabel = "mqtt-kafka-testbed.pipeline";

/** Surroundings of a bridge's container. */
export interface BridgeContainerOptions {
  /** Mark of the pipeline. */
  readonly mark: string;
  /** A file for the values of the environment. It exists while the container is created, for this user only. */
  readonly environmentFile: string;
  /** Called before the container is created. */
  readonly onCreate: () => void;
  /** Receives a sentence for the user if the container cannot be removed. */
  readonly onNotice: (notice: string) => void;
}

/**
 * The container of a bridge image. It is one container over all starts of the bridge, as under a restart policy: what the bridge
 * has written to its file system survives its end, as for a program. It shares the network of this machine, since everything
 * listens on loopback only. Disposing it removes it with its volumes.
 */
export class BridgeContainer implements AsyncDisposable {
  readonly name: string;
  readonly #image: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #options: BridgeContainerOptions;
  #created: Promise<void> | undefined;
  #engineHost: Promise<string> | undefined;

  constructor(
    { image, environment }: BridgeImage,
    variables: BridgeEnvironment,
    options: BridgeContainerOptions,
  ) {
    this.name = `mqtt-kafka-testbed-bridge-${options.mark}`;
    this.#image = image;
    this.#environment = { ...environment, ...variables };
    this.#options = options;
  }

  /** Creates the container, unless that has been done. @throws {DockerError} */
  async create(): Promise<void> {
    this.#created ??= this.#create();
    await this.#created;
  }

  /** Returns the name of the machine that the engine runs on, if that is another one (or a virtual one), else `undefined`. */
  async otherHost(): Promise<string | undefined> {
    this.#engineHost ??= docker(["info", "--format", "{{.Name}}"]);
    const host = await this.#engineHost;
    return host === hostname() ? undefined : host;
  }

  /** Returns the id of its main process; `undefined` if it does not run, or not on this machine. */
  async processId(): Promise<number | undefined> {
    if ((await this.otherHost()) !== undefined) return undefined;
    return Number(await docker(["inspect", "--format", "{{.State.Pid}}", this.name])) || undefined;
  }

  /** Whether its processes run, frozen or not. */
  async isRunning(): Promise<boolean> {
    return (await docker(["inspect", "--format", "{{.State.Running}}", this.name])) === "true";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#created === undefined) return;
    const isCreated = await this.#created.then(
      () => true,
      () => false,
    );
    await docker(["rm", "--force", "--volumes", this.name]).catch((error: unknown) => {
      if (!(error instanceof DockerError)) throw error;
      if (!isCreated && error.message.includes("No such container")) return;
      this.#options.onNotice(
        `The container ${this.name} of the bridge could not be removed; remove it with "docker rm --force ${this.name}". ${error.message}`,
      );
    });
  }

  async #create(): Promise<void> {
    const { mark, environmentFile, onCreate } = this.#options;
    onCreate();
    const variables = Object.entries(this.#environment);
    const inFile = variables.filter(([, value]) => fitsLine(value));
    const others = Object.fromEntries(variables.filter(([, value]) => !fitsLine(value)));
    try {
      // Values are no arguments: those can be read by every user of the machine.
      const lines = inFile.map(([name, value]) => `${name}=${value}\n`);
      await writeFile(environmentFile, lines.join(""), { mode: 0o600, flag: "wx" });
      await docker(
        [
          ...["create", "--pull", "never", "--name", this.name, "--label", `${pipelineLabel}=${mark}`],
          ...["--network", "host", "--restart", "no"],
          // The output goes to the bridge's log, and need not be kept by the engine as well.
          ...["--log-driver", "none", "--env-file", environmentFile],
          ...Object.keys(others).flatMap((name) => ["--env", name]),
          this.#image,
        ],
        { environment: { ...process.env, ...others } },
      );
    } finally {
      await rm(environmentFile, { force: true });
    }
  }
}

/** Whether a value can stand in an --env-file: Docker reads it line by line, with less than 64 KiB each. */
function fitsLine(value: string): boolean {
  return !/[\r\n]/.test(value) && value.length < 10_000;
}
