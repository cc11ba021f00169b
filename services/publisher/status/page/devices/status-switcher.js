import { requestStatus } from "./status-request.js";

/** @import { Status } from "../../../../shared/reading/reading.ts" */
/** @import { PublisherClient } from "../access/publisher-client.js" */
/** @import { ErrorMessage } from "../text/error-message.js" */
/** @import { DeviceRow } from "./device-row.js" */

/** Browsers open six connections to a server, one of which carries the events. */
const maxConcurrentRequests = 4;

/** Switches devices through the publisher, and shows failures. */
export class StatusSwitcher {
  #publisher;
  #errorMessage;
  #onRowChanged;

  /**
   * @param {PublisherClient} publisher
   * @param {ErrorMessage} errorMessage
   * @param {(row: DeviceRow) => void} onRowChanged
   */
  constructor(publisher, errorMessage, onRowChanged) {
    this.#publisher = publisher;
    this.#errorMessage = errorMessage;
    this.#onRowChanged = onRowChanged;
  }

  /**
   * @param {readonly DeviceRow[]} rows
   * @param {Status} status
   */
  async switchAll(rows, status) {
    this.#errorMessage.clear();
    for (const row of rows) {
      row.switchState.request(status);
      this.#onRowChanged(row);
    }
    const queue = [...rows];
    /** @type {{ readonly id: string, readonly reason: string }[]} */
    const failures = [];
    const work = async () => {
      for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
        const { id } = row.device;
        const reason = await row.switchState.inSequence(() => requestStatus(this.#publisher, id, status));
        if (reason !== undefined) failures.push({ id, reason });
        row.switchState.respond(reason === undefined);
        this.#onRowChanged(row);
      }
    };
    await Promise.all(Array.from({ length: maxConcurrentRequests }, work));
    const [first] = failures;
    if (first === undefined) return;
    const subject = rows.length === 1 ? first.id : `${failures.length} of ${rows.length} devices`;
    this.#errorMessage.show(`${subject} could not be made ${status}: ${first.reason}.`);
  }
}
