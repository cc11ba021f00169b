import { type CertificateSet } from "./certificate-set.ts";
import { CertificatesError } from "./certificates-error.ts";
import { type CheckedSet, checkSet } from "./check/set-check.ts";
import { allFileNames, fileNames, isPublic } from "./folder/file-names.ts";
import { type StoredFiles, storedFiles } from "./folder/stored-files.ts";
import { authorityName } from "./identities.ts";
import { certificatesOf } from "./pem-contents.ts";

const dayMs = 86_400_000;

/** Rest of the life time at which a set is made anew. A pipeline that is started before has at least this long. */
const renewalMs = 30 * dayMs;

/** Source of a pipeline's certificates. */
export interface CertificateSource {
  /** Whether those that are there are not kept. */
  readonly fresh?: boolean;
  /** Folder with certificates of the user's own; `undefined`: the testbed makes them. */
  readonly from?: string | undefined;
}

/** State of a folder of certificates: kept with this end, or to be written for a reason. `own`: the user's, to be copied. */
export type CertificateState =
  | { readonly kind: "kept"; readonly endsAt: Date }
  | { readonly kind: "needed"; readonly reason: string; readonly own: CertificateSet | undefined };

/**
 * Returns whether a folder of certificates can be kept, or why not. Nothing is written.
 * @throws {CertificatesError} if the user's own cannot be used: they are never replaced unasked
 */
export async function certificateState(
  folder: string,
  { fresh = false, from }: CertificateSource,
  now = new Date(),
): Promise<CertificateState> {
  const own = from === undefined ? undefined : await ownCertificates(from, now);
  if (fresh) return { kind: "needed", reason: "asked for by --fresh", own };
  const stored = await storedFiles(folder, allFileNames);
  if (stored === undefined) return { kind: "needed", reason: "there were none", own };
  const isOwn = hasOwnAuthority(stored);
  const kept = checkStored(stored, { now, remainingMs: isOwn ? 0 : renewalMs });
  if (kept.kind === "usable") {
    const isKept = own === undefined || isSame(kept.set, own);
    return isKept
      ? { kind: "kept", endsAt: kept.endsAt }
      : { kind: "needed", reason: "there were others", own };
  }
  const [problem] = kept.problems;
  if (isOwn && own === undefined) {
    throw new CertificatesError(
      `${folder} has certificates of your own, and ${problem}: --from <folder> copies them anew, --fresh makes the testbed's`,
    );
  }
  return { kind: "needed", reason: problem, own };
}

/**
 * Reads certificates of the user's own from a folder with the testbed's file names.
 * @throws {CertificatesError} with all problems, a line each
 */
export async function ownCertificates(folder: string, now = new Date()): Promise<CertificateSet> {
  const stored = await storedFiles(folder, allFileNames);
  if (stored === undefined) throw new CertificatesError(`${folder}: there is no such folder`);
  const checked = checkSet((name) => stored.files.get(name)?.text, { now, remainingMs: 0 });
  if (checked.kind === "usable") return checked.set;
  throw new CertificatesError(checked.problems.map((problem) => `${folder}: ${problem}`).join("\n"));
}

/** Checks a folder that the testbed has written: besides its certificates, that it is complete, and private. */
function checkStored({ mode, files }: StoredFiles, time: Parameters<typeof checkSet>[1]): CheckedSet {
  const missing = allFileNames.filter((name) => !files.has(name)).map((name) => `${name} is missing`);
  const open = [...files]
    .filter(([name, file]) => !isPublic(name) && isOpen(file.mode))
    .map(([name]) => `${name} could be read by others`);
  const [problem, ...others] = [
    ...(isOpen(mode) ? ["the folder was open to others"] : []),
    ...open,
    ...missing,
  ];
  if (problem !== undefined) return { kind: "unusable", problems: [problem, ...others] };
  return checkSet((name) => files.get(name)?.text, time);
}

/** Whether others than the owner have a right. */
function isOpen(mode: number): boolean {
  return (mode & 0o077) !== 0;
}

/** Whether the certificates are from another CA than the testbed's. */
function hasOwnAuthority({ files }: StoredFiles): boolean {
  const found = certificatesOf(files.get(fileNames.ca)?.text ?? "");
  return found !== undefined && found[0].subject !== `CN=${authorityName}`;
}

function isSame(one: CertificateSet, other: CertificateSet): boolean {
  return JSON.stringify(contents(one)) === JSON.stringify(contents(other));
}

function contents({ ca, connectCa, identities }: CertificateSet) {
  return [ca, connectCa, ...[...identities].map(([name, { certificate, key }]) => [name, certificate, key])];
}
