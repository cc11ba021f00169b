import { Fleet, type FleetOptions } from "../../../../../services/publisher/fleet/fleet.ts";
import { defaultRoute } from "../../../../../services/publisher/fleet/route.ts";

/** Options of two devices. */
export const options: FleetOptions = {
  deviceIds: ["3DF92-192", "4HHC2-392"],
  route: defaultRoute,
  minIntervalMs: 1_000,
  maxIntervalMs: 2_000,
  seed: 7,
};

/** Starts a fleet and records its events as "made ID SEQ STATUS at MS" and "toggled ID STATUS". */
export function startedFleet(changes: Partial<FleetOptions> = {}) {
  const events: string[] = [];
  const startMs = Date.now();
  const fleet = new Fleet(
    { ...options, ...changes },
    {
      made: (made) =>
        events.push(
          ...made.map(
            ({ seq, reading }) => `made ${reading.id} ${seq} ${reading.status} at ${Date.now() - startMs}`,
          ),
        ),
      toggled: ({ id, status }) => events.push(`toggled ${id} ${status}`),
    },
  );
  fleet.start();
  return { fleet, events };
}
