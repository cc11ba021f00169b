import { relative } from "node:path";
import { type SecuredPipeline } from "../pipeline/secured-pipeline.ts";
import { newAuthority } from "../tls/certificates.ts";
import { newPkcs12 } from "../tls/pkcs12.ts";
import { loginOf } from "./secured-kafka.ts";

/** Lines of client properties for the Kafka of a {@link SecuredPipeline}, whose files have the certificates that they name. */
export class ClientLines {
  /** `otherCa`: an authority that has issued nothing there. */
  readonly files: Readonly<Record<"ca" | "otherCa" | "client" | "pkcs12", string>>;

  private constructor(files: ClientLines["files"]) {
    this.files = files;
  }

  /** Writes the files. */
  static async write({ kafka: { authority }, file }: SecuredPipeline): Promise<ClientLines> {
    const { key, certificate } = await authority.issue("client");
    const client = file("client.pem", [key, certificate]);
    return new ClientLines({
      ca: file("ca.pem", [authority.certificate]),
      otherCa: file("other-ca.pem", [(await newAuthority("other")).certificate]),
      client,
      pkcs12: newPkcs12(client, "changeit"),
    });
  }

  tls(): string[] {
    return ["security.protocol=SSL", ...this.#trusting()];
  }

  mutualTls(): string[] {
    return [...this.tls(), "ssl.keystore.type=PEM", `ssl.keystore.location=${this.files.client}`];
  }

  mutualTlsByPkcs12(): string[] {
    const store = [`ssl.keystore.location=${this.files.pkcs12}`, "ssl.keystore.password=changeit"];
    return [...this.tls(), "ssl.keystore.type=PKCS12", ...store];
  }

  scram(mechanism: string, password?: string, ca?: string): string[] {
    return [
      ...["security.protocol=SASL_SSL", `sasl.mechanism=${mechanism}`, ...this.#trusting(ca)],
      `sasl.jaas.config=${loginOf("scram", password)}`,
    ];
  }

  plain(password?: string): string[] {
    return [
      ...["security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN"],
      `sasl.jaas.config=${loginOf("plain", password)}`,
    ];
  }

  #trusting(ca: string = this.files.ca): string[] {
    // Relative to the working directory, as Kafka's own tools have it.
    return ["ssl.truststore.type=PEM", `ssl.truststore.location=${relative(process.cwd(), ca)}`];
  }
}
