import { messageIn } from "../access/publisher-client.js";

/** @import { Status } from "../../../../shared/reading/reading.ts" */
/** @import { PublisherClient } from "../access/publisher-client.js" */

const timeoutMs = 5000;

/**
 * Asks the publisher to switch a device. Returns the reason of a failure; `undefined` on success.
 * @param {PublisherClient} publisher
 * @param {string} id
 * @param {Status} status
 * @returns {Promise<string | undefined>}
 */
export async function requestStatus(publisher, id, status) {
  try {
    const response = await publisher.fetch(`/status/${encodeURIComponent(id)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return response.ok ? undefined : await messageIn(response);
  } catch (error) {
    return error instanceof DOMException && error.name === "TimeoutError"
      ? `the publisher did not answer within ${timeoutMs / 1000} s`
      : "the publisher cannot be reached";
  }
}
