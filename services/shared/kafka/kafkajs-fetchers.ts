import { createRequire } from "node:module";

/** kafkajs' runner of a member of a consumer group. */
interface Runner {
  readonly running: boolean;
  readonly fetchManager: { stop(): Promise<void> };
  fetch(nodeId: string): Promise<unknown[]>;
}

const require = createRequire(import.meta.url);

/**
 * Ends fetchers that kafkajs 2.2.4 starts after their member was stopped, in the whole process. It starts new ones when the nodes of a
 * cluster change, once the last of the old ones has ended (`consumer/fetchManager.js`); a stop meanwhile finds no fetcher that runs. The
 * new ones then ask a stopped member for records, which answers at once, and for ever: a process did nothing else any more, not even its timers.
 */
export function endStrayFetchers(): void {
  const { prototype } = require("kafkajs/src/consumer/runner.js") as { readonly prototype: Runner };
  const { fetch } = prototype;
  prototype.fetch = async function (this: Runner, nodeId) {
    // Not awaited: it waits for this fetch.
    if (!this.running) void this.fetchManager.stop();
    return await fetch.call(this, nodeId);
  };
}
