import { ComposeError, type ComposeProject } from "./compose-project.ts";

const hint =
  "Where no image registry is reached, .ci/standin-images/build makes stand-ins; " +
  '`docker compose --env-file .ci/standin-images/registry-free.env` or `env $(grep -v "^#" .ci/standin-images/registry-free.env) npm …` uses them.';

/**
 * Builds the images of the checkout and pulls the others, as far as they are missing.
 * @throws {ComposeError} with a hint for machines that reach no image registry
 */
export async function makeImages(project: ComposeProject, signal: AbortSignal): Promise<void> {
  try {
    await project.runUntil(signal, "build");
    await project.runUntil(signal, "pull", "--policy", "missing", "--ignore-buildable");
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    throw new ComposeError(`The images cannot be had.\n${error.message}\n${hint}`);
  }
}
