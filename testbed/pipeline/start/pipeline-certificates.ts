import { type TestbedAuthority } from "../../certificates/authority/testbed-authority.ts";
import { certificateState } from "../../certificates/certificate-state.ts";

/** Certificates of a pipeline whose doors are shut. */
export interface PipelineCertificates {
  /** Folder of the files, see {@link fileNames}. */
  readonly folder: string;
  /** The CA, which can issue more; `undefined` if they are of an earlier start, or the user's own. */
  readonly authority: TestbedAuthority | undefined;
}

/**
 * Returns the certificates in a folder; makes them if there are none, or they cannot be used much longer.
 * @throws {CertificatesError} if the user's own cannot be used, or the folder cannot be written
 */
export async function pipelineCertificates(folder: string): Promise<PipelineCertificates> {
  const state = await certificateState(folder, {});
  if (state.kind === "kept") return { folder, authority: undefined };
  // Loads the libraries of certificates.
  const { makeCertificates } = await import("../../certificates/write-certificates.ts");
  return { folder, authority: await makeCertificates(folder) };
}
