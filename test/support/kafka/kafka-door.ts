import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";
import { type Identity } from "../../../testbed/certificates/authority/identity.ts";
import { type TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import { fileNames } from "../../../testbed/certificates/folder/file-names.ts";
import { type IdentityName } from "../../../testbed/certificates/identities.ts";
import { makeCertificates } from "../../../testbed/certificates/write-certificates.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { kafkaProgram } from "../../../testbed/pipeline/local/kafka-program.ts";
import { type KafkaPorts } from "../../../testbed/pipeline/local/local-links.ts";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { ProcessPart } from "../../../testbed/pipeline/processes/process-part.ts";

/** Listeners of the node in the secure form. */
export const listeners = ["connect", "consumer", "external", "internal", "controller", "scram"] as const;
/** One of {@link listeners}. */
export type Listener = (typeof listeners)[number];

/** The pipeline's Kafka alone, in the open or the secure form, with certificates in a folder of its own. */
export class KafkaDoor implements AsyncDisposable {
  readonly ports: KafkaPorts & Readonly<Record<Listener, number>>;
  readonly authority: TestbedAuthority;
  readonly #folder: string;
  #part: ProcessPart | undefined;

  private constructor(folder: string, authority: TestbedAuthority, ports: KafkaDoor["ports"]) {
    this.#folder = folder;
    this.authority = authority;
    this.ports = ports;
  }

  /** Makes folder and certificates. */
  static async make(): Promise<KafkaDoor> {
    const folder = await mkdtemp(join(tmpdir(), "kafka-door-"));
    const authority = await makeCertificates(join(folder, "certificates"));
    const found = await freePorts(listeners.length);
    const ports = Object.fromEntries(listeners.map((name, index) => [name, found[index] ?? 0])) as Readonly<
      Record<Listener, number>
    >;
    const at = (port: number) => `${loopback}:${port}`;
    const advertised = { connect: at(ports.connect), consumer: at(ports.consumer) };
    return new KafkaDoor(folder, authority, { ...ports, advertised });
  }

  get certificates(): string {
    return join(this.#folder, "certificates");
  }

  /** Starts the node in a form, after it was stopped in the other one. */
  async start(form: "open" | "secure"): Promise<void> {
    await this.#part?.stop();
    const certificates = form === "secure" ? this.certificates : undefined;
    const program = kafkaProgram({
      ...{ name: "kafka", nodes: [this.ports], scram: this.ports.scram },
      ...{ folder: join(this.#folder, "kafka"), logFile: this.#log, certificates },
    });
    this.#part = new ProcessPart(program, { signal: new AbortController().signal });
    await this.#part.start();
  }

  /** Returns the bootstrap servers of a listener. */
  brokers(listener: Listener = "external"): string[] {
    return [`${loopback}:${this.ports[listener]}`];
  }

  /** Returns the terms of a client with its certificate from the folder. */
  async securityOf(name: IdentityName): Promise<{ readonly tls: NonNullable<KafkaSecurity["tls"]> }> {
    const [cert, key] = await Promise.all([
      this.#file(fileNames.certificate(name)),
      this.#file(fileNames.key(name)),
    ]);
    return { tls: { ca: this.authority.ca, cert, key } };
  }

  /** Returns the password of the user of SCRAM. */
  async scramPassword(): Promise<string> {
    return await this.#file(fileNames.scramPassword);
  }

  /** Returns the terms of a user of SCRAM. `password`: default: the right one. */
  async scramSecurity(username: string, password?: string): Promise<KafkaSecurity> {
    const sasl = { mechanism: "SCRAM-SHA-512", username } as const;
    return {
      tls: { ca: this.authority.ca },
      sasl: { ...sasl, password: password ?? (await this.scramPassword()) },
    };
  }

  /** Grants the rights by the program of the container. Returns its output. */
  async grantRightsByProgram(): Promise<string> {
    const program = join(checkout, "services/provision/acls/main.ts");
    const properties = join(this.#folder, "kafka.properties");
    const lines = [
      ...["security.protocol=SSL", "ssl.truststore.type=PEM", "ssl.keystore.type=PEM"],
      `ssl.truststore.location=${join(this.certificates, fileNames.ca)}`,
      `ssl.keystore.location=${join(this.certificates, fileNames.pair("kafka"))}`,
    ];
    await writeFile(properties, lines.join("\n"));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], {
      env: {
        ...process.env,
        KAFKA_BROKERS: this.brokers().join(),
        KAFKA_CONFIG: properties,
        SCRAM_PASSWORD_FILE: join(this.certificates, fileNames.scramPassword),
      },
    });
    return `${stdout}${stderr}`;
  }

  /** Returns the node's log so far. */
  async log(): Promise<string> {
    return await readFile(this.#log, "utf8");
  }

  get #log(): string {
    return join(this.#folder, "kafka.log");
  }

  async #file(name: string): Promise<string> {
    return await readFile(join(this.certificates, name), "utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#part?.kill();
    const kept = join(checkout, "test-results", "logs", "kafka-door.log");
    await cp(this.#log, kept, { recursive: true }).catch(() => undefined);
    await rm(this.#folder, { recursive: true });
  }
}

/** Returns the terms of a client with this certificate, which trusts the CA in `ca`. */
export function securityWith(ca: string, { certificate, key }: Identity) {
  return { tls: { ca, cert: certificate, key } } as const;
}
