import { DockerError, docker } from "../container/docker.ts";
import { ComposeError, type ComposeProject } from "./compose-project.ts";

/** Label of the images that are built from the checkout. */
const imageLabel = "io.github.mqtt-kafka-testbed";
/** Project of every build: compose writes its name into the image, which has another id for each project otherwise. */
const buildProject = "mqtt-kafka-testbed";

const hint =
  "Where no image registry is reached, .ci/standin-images/build makes stand-ins; " +
  '`docker compose --env-file .ci/standin-images/registry-free.env` or `env $(grep -v "^#" .ci/standin-images/registry-free.env) npm …` uses them.';

/**
 * Builds the images of the checkout, from base images that are pulled if they are missing. Removes those of earlier sources, which
 * have lost their name to the new ones, unless a container has one of them.
 * @throws {ComposeError} with a hint for machines that reach no image registry
 */
export async function makeImages(project: ComposeProject, signal: AbortSignal): Promise<void> {
  try {
    await project.named(buildProject).runUntil(signal, "build");
    await removeEarlierImages(signal);
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    throw new ComposeError(`The images cannot be had.\n${error.message}\n${hint}`);
  }
}

/** The engine refuses it while another start does the same; what is left then goes with the next one. */
async function removeEarlierImages(signal: AbortSignal): Promise<void> {
  try {
    await docker(["image", "prune", "--force", "--filter", `label=${imageLabel}`], { signal });
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
  }
}
