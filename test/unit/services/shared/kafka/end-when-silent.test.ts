import { EventEmitter } from "node:events";
import { type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
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

/** A socket that only counts, and is watched. */
function watchedSocket() {
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
  endWhenSilent(socket as unknown as Socket);
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
