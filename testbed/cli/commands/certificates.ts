import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type CertificateState, certificateState } from "../../certificates/certificate-state.ts";
import { dateText } from "../../certificates/check/certificate-problems.ts";
import { writeContainerFiles } from "../../certificates/folder/container-files.ts";
import { certificatesIn } from "../../certificates/folder/file-names.ts";
import { makeFolder } from "../../certificates/folder/replace-folder.ts";
import { hostsOf, type IdentityName, identityNames, serversOf } from "../../certificates/identities.ts";
import { defaultFolder } from "../../checkout.ts";
import { PipelineFolder } from "../../pipeline/folder/pipeline-folder.ts";
import { print, printError } from "../terminal.ts";

interface CertificatesOptions {
  readonly folder: string;
  readonly fresh: boolean;
  readonly from?: string;
}

const help = `
Files, PEM unless said otherwise:
  ca.crt            CA that every part and client trusts; its key is kept nowhere
  connect-ca.crt    CA whose clients Connect's REST interface lets in
  NAME.crt          certificate of a part or client, and those between it and the CA
  NAME.key          its private key (PKCS #8, EC P-256)
  NAME.pem          both, for Kafka's ssl.keystore.location
  NAME.properties   for clients of Kafka: client properties with key, certificate and CA in them
  NAME.token        bearer token of the HTTP service publisher, consumer or proxy
  scram.password    password of Kafka's user reader
  connect.p12       key store of Connect's REST interface (PKCS #12)
  connect-ca.p12    its trust store (PKCS #12)
  connect.password  password of both stores
  connect-metrics.password  password of the user metrics for the worker's metrics
  containers/NAME/  copies of the files of each container of docker-compose.secure.yml

They are kept while they are complete and valid, and made anew if a file is missing, a key can be read by others, or 30 days before
their end. --from takes the same names; NAME.pem, NAME.properties and what follows are made by the command, and without connect-ca.crt Connect
lets in all clients of ca.crt.

Exit codes: 0 kept or written, 2 invalid option, certificates that cannot be used, folder that is in use or cannot be written.`;

/** Returns the command `certificates`: makes the certificates of a pipeline, or checks those that are there. */
export function certificatesCommand(): Command {
  return new Command("certificates")
    .description("Makes the CA, certificates and keys of the pipeline, or checks those that are there.")
    .option("--folder <path>", "folder of the pipeline; they are in certificates/ there", defaultFolder)
    .option("--fresh", "make them anew", false)
    .addOption(
      new Option("--from <folder>", "use certificates of your own: check and copy them").conflicts("fresh"),
    )
    .addHelpText("after", help)
    .action(certificates);
}

async function certificates({ folder, fresh, from }: CertificatesOptions): Promise<void> {
  const pipeline = new PipelineFolder(resolve(folder));
  const path = certificatesIn(pipeline.path);
  const source = { fresh, from: from === undefined ? undefined : resolve(from) };
  const found = await certificateState(path, source);
  if (found.kind === "needed") await write(found, path, pipeline);
  await writeContainerFiles(path);
  const state = found.kind === "kept" ? found : await certificateState(path, {});
  const end = state.kind === "kept" ? `, valid until ${dateText(state.endsAt)}` : "";
  print(`${outcome(found)} in ${path}${end}.\n\n${table()}`);
}

/** Writes certificates while no pipeline uses the folder: its parts would not trust each other after their next start. */
async function write(
  { own }: Extract<CertificateState, { kind: "needed" }>,
  path: string,
  pipeline: PipelineFolder,
): Promise<void> {
  await makeFolder(pipeline.path);
  using lock = pipeline.lock();
  const ended = await lock.untilFree();
  if (ended !== undefined) printError(ended);
  const { makeCertificates, writeCertificates } = await import("../../certificates/write-certificates.ts");
  if (own === undefined) await makeCertificates(path);
  else await writeCertificates(path, own);
}

function outcome(found: CertificateState): string {
  if (found.kind === "kept") return "Certificates are kept";
  return `Certificates were ${found.own === undefined ? "made" : "copied"} (${found.reason})`;
}

/** Returns a table of the identities. */
function table(): string {
  const rows = [["NAME", "LISTENS AS", "CLIENT OF"], ...identityNames.map(row)];
  const widths = [0, 1].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

function row(name: IdentityName): string[] {
  return [name, ...[hostsOf(name), serversOf(name)].map((names) => names.join(" ") || "–")];
}
