import { type Runtime } from "../../../testbed/pipeline/runtime.ts";
import { sharedDrills } from "./shared-drills.ts";

/** Returns a test with a pipeline with shut doors that the drills of its file share. */
export function drilledSecrets(runtime: Runtime) {
  return sharedDrills({
    logs: `drilled-secrets-${runtime}`,
    options: { runtime, secure: true },
    links: ["bridge-kafka", "kafka-consumer"],
    timeoutMs: 120_000,
  });
}
