import { join } from "node:path";
import { checkout } from "../testbed/checkout.ts";
import { ComposeProject } from "../testbed/pipeline/compose/compose-project.ts";
import { requireEngine } from "../testbed/pipeline/compose/engine.ts";
import { makeImages } from "../testbed/pipeline/compose/images.ts";

/**
 * Makes sure that a container engine answers and has the images of the pipeline: missing ones would be noticed only when the first
 * pipeline in containers is started, and their build is no part of a measurement.
 * @throws {EngineError}, {ComposeError}; the signal's reason if it is aborted
 */
export async function requireContainers(signal: AbortSignal): Promise<void> {
  await requireEngine();
  const project = new ComposeProject("bench-images", [join(checkout, "docker-compose.yml")], process.env);
  await makeImages(project, signal);
}
