import { EventStream } from "../shared/http/event-stream.ts";
import { type Consumer } from "./consumer.ts";
import { type ReadingHandler } from "./reading-handler.ts";

/** Live status over `GET /events`: `state` on every change, `second` with the summary of each second. */
export class StatusStream implements Disposable {
  readonly events: EventStream;
  readonly #timer: NodeJS.Timeout;

  constructor(consumer: Consumer, readings: ReadingHandler) {
    this.events = new EventStream({
      hello: () => ({ since: readings.since }),
      state: () => ({
        fields: {
          since: readings.since,
          // A boolean: the reason names milliseconds, which would be a change at every tick while Kafka is away.
          ready: consumer.notReady === undefined,
          readAgain: consumer.counts.readAgain,
          unreadable: readings.unreadableCount,
          lastMinute: readings.flow.lastMinute,
        },
        changedDevices: readings.takeChanged(),
      }),
    });
    this.#timer = setInterval(() => this.events.send("second", readings.flow.endSecond()), 1_000);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.events[Symbol.dispose]();
  }
}
