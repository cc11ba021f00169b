/** @import { Status } from "../../../../shared/reading/reading.ts" */

const timeoutMs = 5000;

/**
 * Asks the publisher to switch a device. Returns the reason of a failure; `undefined` on success.
 * @param {string} id
 * @param {Status} status
 * @returns {Promise<string | undefined>}
 */
export async function requestStatus(id, status) {
  try {
    const response = await fetch(`/status/${encodeURIComponent(id)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ status }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return undefined;
    const answer = await response.json().catch(() => undefined);
    return answer?.message ?? `the publisher answered ${response.status}`;
  } catch (error) {
    return error instanceof DOMException && error.name === "TimeoutError"
      ? `the publisher did not answer within ${timeoutMs / 1000} s`
      : "the publisher cannot be reached";
  }
}
