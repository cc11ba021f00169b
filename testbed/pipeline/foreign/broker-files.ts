import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brokerVariables } from "../../../services/publisher/config.ts";
import { type MqttBroker } from "../../../services/shared/mqtt/mqtt-broker.ts";

/**
 * Hands over a broker to a publisher: secrets in files that only this user can read, and never in arguments or variables, which
 * `ps` shows. The files exist only while the publisher starts.
 */
export class BrokerFiles {
  readonly #broker: MqttBroker;
  readonly #folder: string;

  /** `folder`: a folder that does not exist. */
  constructor(broker: MqttBroker, folder: string) {
    this.#broker = broker;
    this.#folder = folder;
  }

  /** Variables of the publisher: the address and the names of the files. */
  get environment(): Readonly<
    Record<(typeof brokerVariables)[keyof typeof brokerVariables], string | undefined>
  > {
    const { files } = this.#broker;
    const fileOf = (name: keyof typeof files) =>
      files[name] === undefined ? undefined : join(this.#folder, name);
    return {
      [brokerVariables.url]: this.#broker.toString(),
      [brokerVariables.credentials]: fileOf("credentials"),
      [brokerVariables.ca]: fileOf("ca"),
      [brokerVariables.cert]: fileOf("cert"),
      [brokerVariables.key]: fileOf("key"),
    };
  }

  /** Creates the folder and writes the files. Disposing the result removes them. @throws Error if the folder exists */
  async write(): Promise<AsyncDisposable> {
    await mkdir(this.#folder, { mode: 0o700 });
    await using written = new AsyncDisposableStack();
    written.defer(() => rm(this.#folder, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(this.#broker.files)) {
      await writeFile(join(this.#folder, name), text, { mode: 0o600, flag: "wx" });
    }
    return written.move();
  }
}
