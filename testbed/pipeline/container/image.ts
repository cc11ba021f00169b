import { requireDocker } from "../compose/engine.ts";
import { DockerError, docker } from "./docker.ts";
import { PullProgress } from "./pull-progress.ts";

/** An image that the engine neither has nor can pull. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

/** Observer and abort signal of {@link requireImage}. */
export interface ImageHooks {
  /** Receives the progress of a pull, once it has taken two seconds, such as "pulling IMAGE: 2 of 5 layers". */
  readonly onProgress?: ((progress: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes sure that an engine answers and that it has the image, which is pulled if it is missing.
 * @throws {EngineError}, {ImageError}; the signal's reason if it is aborted
 */
export async function requireImage(image: string, { onProgress, signal }: ImageHooks = {}): Promise<void> {
  await requireDocker("run the bridge as a program (--bridge-command)", signal);
  if (await hasImage(image, signal)) return;
  using progress = new PullProgress(image, onProgress);
  try {
    await docker(["pull", image], { timeoutMs: null, signal, onLine: (line) => progress.note(line) });
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new ImageError(
      `The image ${image} cannot be had: an image that the engine has (docker image ls) or can pull is allowed.\n${error.message}`,
    );
  }
}

async function hasImage(image: string, signal: AbortSignal | undefined): Promise<boolean> {
  return await docker(["image", "inspect", "--format", "{{.Id}}", image], { signal }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DockerError) return false;
      throw error;
    },
  );
}
