import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";

/** Labels with which compose marks the containers of a project and of a service. */
export const projectLabel = "com.docker.compose.project";
export const serviceLabel = "com.docker.compose.service";

/**
 * Returns the name of the compose project of a pipeline in this folder, which must exist. Each folder has a project of its own, so
 * that a stack of `docker compose up`, its data, and pipelines of other folders and checkouts are never touched.
 */
export function projectNameOf(folder: string): string {
  const digest = createHash("sha256").update(realpathSync(folder)).digest("hex");
  return `mqtt-kafka-testbed-${digest.slice(0, 12)}`;
}
