import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readLog } from "../../../../../testbed/taps/independent/independent-log-reader.ts";

test("a reading that is ended while Kafka does not answer has the reason and the last error", async () => {
  const ended = new AbortController();
  let connections = 0;
  const server = createServer((socket) => {
    socket.destroy();
    connections += 1;
    // Another try: the one before it has failed.
    if (connections === 2) ended.abort(new Error("enough"));
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const brokers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
  const reading = readLog({ brokers, topics: ["t"] }, () => undefined, ended.signal);
  await expect(reading).rejects.toThrow(/^enough; last error: .+/);
});

test("a reading that was ended before is not begun", async () => {
  const reading = readLog(
    { brokers: ["127.0.0.1:1"], topics: ["t"] },
    () => undefined,
    AbortSignal.abort(new Error("enough")),
  );
  await expect(reading).rejects.toThrow(/^enough$/);
});
