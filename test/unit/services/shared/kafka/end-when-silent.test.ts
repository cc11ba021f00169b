import { EventEmitter } from "node:events";
import { type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ClientConnections } from "../../../../../services/shared/kafka/client-connections.ts";
import { endWhenSilent } from "../../../../../services/shared/kafka/end-when-silent.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns a request with this API key. */
const request = (apiKey: number) => Buffer.from([0, 0, 0, 4, 0, apiKey, 0, 1]);
const fetchKey = 1;
const joinGroupKey = 11;

/** A socket that only counts, and is watched with the others of its client. */
function watchedSocket(connections = new ClientConnections(), broker = "k:1") {
  const socket = Object.assign(new EventEmitter(), {
    bytesRead: 0,
    written: [] as Buffer[],
    reason: undefined as string | undefined,
    write(bytes: Buffer) {
      this.written.push(bytes);
      return true;
    },
    destroy(error: Error) {
      this.reason = error.message;
    },
  });
  connections.add(socket as unknown as Socket, broker);
  endWhenSilent(socket as unknown as Socket, connections);
  const answer = () => {
    socket.bytesRead += 10;
    socket.emit("data", Buffer.alloc(10));
  };
  return { socket, answer };
}

test("a broker that does not answer a request for 5 s loses its connection", () => {
  const { socket } = watchedSocket();
  socket.write(request(fetchKey));
  expect(socket.written).toEqual([request(fetchKey)]);
  vi.advanceTimersByTime(4_999);
  expect(socket.reason).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(socket.reason).toBe("no response for 5000 ms");
});

test("further requests do not prolong the silence", () => {
  const { socket } = watchedSocket();
  for (const _second of [1, 2, 3, 4]) {
    socket.write(request(fetchKey));
    vi.advanceTimersByTime(1_000);
  }
  expect(socket.reason).toBeUndefined();
  vi.advanceTimersByTime(1_000);
  expect(socket.reason).toBeDefined();
});

test("a broker that owes no response may be silent", () => {
  const { socket, answer } = watchedSocket();
  vi.advanceTimersByTime(60_000);
  socket.write(request(fetchKey));
  answer();
  vi.advanceTimersByTime(60_000);
  expect(socket.reason).toBeUndefined();
});

test("each response is waited for from the one before it", () => {
  const { socket, answer } = watchedSocket();
  socket.write(request(fetchKey));
  vi.advanceTimersByTime(4_000);
  socket.write(request(fetchKey));
  answer();
  vi.advanceTimersByTime(4_999);
  expect(socket.reason).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(socket.reason).toBeDefined();
});

test("a response that comes in pieces is no silence", () => {
  const { socket } = watchedSocket();
  socket.write(request(fetchKey));
  for (let piece = 0; piece < 10; piece += 1) {
    socket.bytesRead += 1;
    vi.advanceTimersByTime(5_000);
    expect(socket.reason).toBeUndefined();
  }
  vi.advanceTimersByTime(5_000);
  expect(socket.reason).toBeDefined();
});

test("a group may take its rebalance timeout to gather, and holds up the requests behind it", () => {
  const { socket, answer } = watchedSocket();
  socket.write(request(joinGroupKey));
  socket.write(request(fetchKey));
  vi.advanceTimersByTime(64_000);
  expect(socket.reason).toBeUndefined();
  answer();
  vi.advanceTimersByTime(5_000);
  expect(socket.reason).toBe("no response for 5000 ms");
});

test("a socket that is closed is left alone", () => {
  const { socket } = watchedSocket();
  socket.write(request(fetchKey));
  socket.emit("close");
  vi.advanceTimersByTime(60_000);
  expect([socket.reason, vi.getTimerCount()]).toEqual([undefined, 0]);
});

test("with a silent connection end those of its client to that broker on which nothing has come since", () => {
  const connections = new ClientConnections();
  const idle = watchedSocket(connections);
  const joining = watchedSocket(connections);
  const fetching = watchedSocket(connections);
  vi.advanceTimersByTime(1_000);
  idle.socket.write(request(fetchKey));
  idle.answer();
  joining.socket.write(request(joinGroupKey));
  fetching.socket.write(request(fetchKey));
  vi.advanceTimersByTime(5_000);
  const reason = "no response for 5000 ms";
  expect([fetching, joining, idle].map(({ socket }) => socket.reason)).toEqual([reason, reason, reason]);
});

test("connections that were heard since, or are younger, closed, another broker's or another client's are left alone", () => {
  const connections = new ClientConnections();
  const answered = watchedSocket(connections);
  const piecemeal = watchedSocket(connections);
  const closed = watchedSocket(connections);
  const elsewhere = watchedSocket(connections, "k:2");
  const foreign = watchedSocket();
  const fetching = watchedSocket(connections);
  answered.socket.write(request(fetchKey));
  piecemeal.socket.write(request(joinGroupKey));
  fetching.socket.write(request(fetchKey));
  vi.advanceTimersByTime(1);
  const younger = watchedSocket(connections);
  answered.answer();
  piecemeal.socket.bytesRead += 1;
  closed.socket.emit("close");
  vi.advanceTimersByTime(4_999);
  expect(fetching.socket.reason).toBeDefined();
  for (const { socket } of [answered, piecemeal, closed, elsewhere, foreign, younger])
    expect(socket.reason).toBeUndefined();
});
