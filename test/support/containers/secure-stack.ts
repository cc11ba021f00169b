import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import { writeContainerFiles } from "../../../testbed/certificates/folder/container-files.ts";
import { makeCertificates } from "../../../testbed/certificates/write-certificates.ts";
import { type Addresses, addressesAt } from "../../../testbed/pipeline/addresses.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { ComposeStack } from "./compose-stack.ts";

/** A device in the consumer's status. */
interface Device {
  readonly id: string;
  readonly lastStatus: string;
  readonly lastSeenMs: number;
}

/** Compose files of the secure form, as COMPOSE_FILE. */
export const secureFiles = "docker-compose.yml:docker-compose.secure.yml";

/** The pipeline as a user of `docker compose` runs it with docker-compose.secure.yml. Disposing it removes it with its certificates. */
export class SecureStack implements AsyncDisposable {
  readonly stack: ComposeStack;
  /** Folder of certificates. */
  readonly certificates: string;
  readonly authority: TestbedAuthority;
  readonly #folder: string;

  private constructor(stack: ComposeStack, folder: string, authority: TestbedAuthority) {
    this.stack = stack;
    this.#folder = folder;
    this.certificates = certificatesOf(folder);
    this.authority = authority;
  }

  /** Makes certificates; nothing is started. */
  static async make(): Promise<SecureStack> {
    const folder = await mkdtemp(join(tmpdir(), "secure-stack-"));
    const certificates = certificatesOf(folder);
    const authority = await makeCertificates(certificates);
    await writeContainerFiles(certificates);
    const environment = { COMPOSE_FILE: secureFiles, CERTIFICATES_FOLDER: certificates };
    return new SecureStack(await ComposeStack.of({ environment }), folder, authority);
  }

  get addresses(): Addresses {
    return addressesAt(this.stack.ports, this.certificates);
  }

  /** Waits until the consumer has a reading of the device after now, with this status if one is given. */
  async waitForReading(device: string, status?: string): Promise<void> {
    const nowMs = Date.now();
    await waitFor({ description: `a reading of ${device}`, timeoutMs: 60_000 }, async () => {
      const { consumer } = this.addresses;
      const response = await consumer.fetch("/status", { signal: AbortSignal.timeout(5_000) });
      const { devices } = (await response.json()) as { readonly devices: readonly Device[] };
      const found = devices.find(({ id, lastSeenMs }) => id === device && lastSeenMs > nowMs);
      return (found !== undefined && (status ?? found.lastStatus) === found.lastStatus) || undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stack[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}

function certificatesOf(folder: string): string {
  return join(folder, "certificates");
}
