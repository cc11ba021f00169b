import { EventStream } from "../shared/http/event-stream.ts";
import { type Consumer } from "./consumer.ts";
import { type Inbox } from "./inbox.ts";

/** What arrives, as it arrives: `GET /events`. `state` says what there is, `second` what the last second had. */
export class LiveView implements Disposable {
  readonly events: EventStream;
  readonly #timer: NodeJS.Timeout;

  constructor(consumer: Consumer, inbox: Inbox) {
    this.events = new EventStream({
      hello: () => ({ since: inbox.since }),
      state: () => ({
        fields: {
          since: inbox.since,
          // As text it would change with every look while Kafka is away.
          ready: consumer.notReady === undefined,
          readAgain: consumer.readAgain,
          unreadable: inbox.unreadableCount,
          lastMinute: inbox.flow.lastMinute,
        },
        changedDevices: inbox.takeChanged(),
      }),
    });
    this.#timer = setInterval(() => this.events.tell("second", inbox.flow.endSecond()), 1_000);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.events[Symbol.dispose]();
  }
}
