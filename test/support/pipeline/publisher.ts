import { type DeviceState } from "../../../services/publisher/device-state.ts";
import { type Status } from "../../../services/shared/reading/reading.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";

/** Answer of the publisher's `GET /status`. */
export interface PublisherStatus {
  readonly run: string;
  readonly connected: boolean;
  readonly devices: readonly DeviceState[];
}

/** Switches a device over HTTP. Returns the status code of the answer. */
export async function setStatus({ addresses }: Pipeline, device: string, status: Status): Promise<number> {
  const response = await addresses.publisher.fetch(`/status/${device}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ status }),
  });
  await response.body?.cancel();
  return response.status;
}

/** Returns the publisher's status. */
export async function publisherStatus({ addresses }: Pipeline): Promise<PublisherStatus> {
  const response = await addresses.publisher.fetch("/status");
  return (await response.json()) as PublisherStatus;
}
