import { type Status } from "../shared/reading/reading.ts";
import { type Position } from "./fleet/route.ts";
import { type Publisher } from "./publisher.ts";
import { type DeviceReadingCounts } from "./reading-counters.ts";

/** A device as `GET /status` and `GET /events` show it. */
export interface DeviceState extends DeviceReadingCounts {
  readonly id: string;
  readonly status: Status;
  readonly position: Position;
}

/**
 * Returns the state of a device.
 * @throws RangeError for an unknown device
 */
export function deviceState({ fleet, counters }: Publisher, id: string): DeviceState {
  const { status, position } = fleet.device(id);
  return { id, status, position, ...counters.of(id) };
}

/** Returns the state of every device, in the configured order. */
export function deviceStates(publisher: Publisher): DeviceState[] {
  return publisher.fleet.deviceIds.map((id) => deviceState(publisher, id));
}
