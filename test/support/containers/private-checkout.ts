import { execFileSync } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";

/** A copy of the checkout that only its owner can read, as `umask 077` makes it. Disposing it removes it. */
export class PrivateCheckout implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies the checkout's files, also those that are not yet committed. */
  static async copy(): Promise<PrivateCheckout> {
    const folder = await mkdtemp(join(tmpdir(), "checkout-"));
    const options = ["--cached", "--others", "--exclude-standard", "-z"];
    const files = execFileSync("git", ["ls-files", ...options], { cwd: checkout, encoding: "utf8" });
    for (const file of files.split("\0").filter(Boolean)) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await cp(join(checkout, file), join(folder, file)).catch(ignoreMissing);
    }
    execFileSync("chmod", ["-R", "go=", folder]);
    return new PrivateCheckout(folder);
  }

  /** Appends a line to a file. */
  async append(file: string, line: string): Promise<void> {
    await appendFile(join(this.folder, file), `${line}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

/** A file that is deleted and not yet committed. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
