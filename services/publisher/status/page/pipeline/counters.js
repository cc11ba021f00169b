import { findFields, setAttribute, setText } from "/shared/dom.js";
import { oncePerFrame } from "/shared/once-per-frame.js";
import { formatCount, formatDuration, formatElapsed, formatTime, unknownText } from "../text/format.js";

/** @import { ConnectorView } from "../../connector-view.ts" */
/** @import { PipelineState } from "../../page-events.ts" */

const counts = /** @type {const} */ (["acknowledgedWithoutSubscriber", "readAgain", "unreadable"]);

const connectorFields = /** @type {const} */ ([
  "connectedSince",
  "oldestUnacknowledged",
  "sessionsLost",
  "unconfirmed",
]);

/** Counters of the pipeline as a whole, and the times since which they count. */
export class Counters {
  #fields;
  #run = "";
  #sinceMs = 0;
  /** @type {PipelineState | undefined} */
  #state;
  #draw = oncePerFrame(() => this.#drawAll());

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#fields = findFields(list, ["run", "since", "consumerSince", ...connectorFields, ...counts]);
  }

  /**
   * @param {string} run
   * @param {string} since start of the publisher, ISO 8601
   */
  setRun(run, since) {
    this.#run = run;
    this.#sinceMs = Date.parse(since);
  }

  /** @param {PipelineState} state */
  show(state) {
    this.#state = state;
    this.#draw();
  }

  #drawAll() {
    if (this.#state === undefined) return;
    const { consumerSince } = this.#state;
    setText(this.#fields.run, this.#run.slice(0, 8));
    setAttribute(this.#fields.run, "title", this.#run);
    setText(this.#fields.since, formatTime(this.#sinceMs));
    setText(
      this.#fields.consumerSince,
      consumerSince === null ? unknownText : this.#consumerSinceText(consumerSince),
    );
    for (const name of counts) this.#drawCount(name, this.#state[name]);
    this.#drawConnector(this.#state.connector);
  }

  /** @param {ConnectorView} connector */
  #drawConnector({ connected, connectedSinceMs, oldestUnacknowledgedMs, sessionsLost, unconfirmed }) {
    const since = connectedSinceMs === null ? unknownText : formatTime(connectedSinceMs);
    this.#drawText("connectedSince", connected === false ? "not connected" : since, connected === false);
    this.#drawText("oldestUnacknowledged", formatDuration(oldestUnacknowledgedMs), false);
    this.#drawCount("sessionsLost", sessionsLost);
    const waits = unconfirmed?.map(({ topic, forMs }) => `${topic} for ${formatElapsed(forMs)}`);
    this.#drawText(
      "unconfirmed",
      waits === undefined ? unknownText : waits.join(", ") || "none",
      Boolean(waits?.length),
    );
  }

  /**
   * @param {(typeof counts)[number] | "sessionsLost"} name
   * @param {number | null} count
   */
  #drawCount(name, count) {
    this.#drawText(name, formatCount(count), count !== null && count > 0);
  }

  /**
   * @param {(typeof counts)[number] | (typeof connectorFields)[number]} name
   * @param {string} text
   * @param {boolean} isAttention
   */
  #drawText(name, text, isAttention) {
    setText(this.#fields[name], text);
    setAttribute(this.#fields[name], "data-attention", isAttention ? "true" : null);
  }

  /**
   * Marks a consumer that started after the publisher: it missed earlier readings, which is no loss.
   * @param {string} consumerSince
   */
  #consumerSinceText(consumerSince) {
    const consumerSinceMs = Date.parse(consumerSince);
    const later = consumerSinceMs > this.#sinceMs ? ", later than the publisher" : "";
    return `${formatTime(consumerSinceMs)}${later}`;
  }
}
