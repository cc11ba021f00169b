import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";

const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string };

/** The connector's archive, relative to a checkout; set-up makes it. */
export const archivePath = `connect/target/mqtt-source-${version}.zip`;

/** The connector's archive, unzipped into a temporary folder. Disposing it removes that. */
export class ConnectorArchive implements AsyncDisposable {
  readonly version = version;
  /** The folder in the archive, which holds everything. */
  readonly folder: string;
  readonly #parent: string;

  private constructor(parent: string) {
    this.#parent = parent;
    this.folder = join(parent, `mqtt-source-${version}`);
  }

  static async unzip(): Promise<ConnectorArchive> {
    const parent = await mkdtemp(join(tmpdir(), "archive-"));
    // The JDK's: set-up installs no other program that unzips.
    await promisify(execFile)("jar", ["xf", join(checkout, archivePath)], { cwd: parent });
    return new ConnectorArchive(parent);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#parent, { recursive: true });
  }
}

/** A test with the connector's archive, unzipped once for its file. */
export const test = base.extend("archive", { scope: "file" }, async ({}, { onCleanup }) => {
  const archive = await ConnectorArchive.unzip();
  onCleanup(() => archive[Symbol.asyncDispose]());
  return archive;
});
