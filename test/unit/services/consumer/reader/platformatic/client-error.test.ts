import {
  AuthenticationError,
  MultipleErrors,
  NetworkError,
  ProtocolError,
  TimeoutError,
  UserError,
} from "@platformatic/kafka";
import { pino } from "pino";
import { expect, test } from "vitest";
import {
  lastingIfUnanswered,
  retryAfter,
} from "../../../../../../services/consumer/reader/platformatic/client-error.ts";

const silent = pino({ level: "silent" });
const never = new AbortController().signal;

test.each([
  new NetworkError("Connection to h:1 failed.", { cause: new Error("connect ECONNREFUSED") }),
  new MultipleErrors("Cannot connect to any broker.", [new NetworkError("Connection closed")]),
  new TimeoutError("Request timed out"),
  new ProtocolError("NOT_LEADER_OR_FOLLOWER"),
  new ProtocolError("UNKNOWN_TOPIC_ID"),
  new ProtocolError("REBALANCE_IN_PROGRESS"),
  new ProtocolError("UNKNOWN_MEMBER_ID"),
  new ProtocolError("COORDINATOR_NOT_AVAILABLE"),
])("is tried again after $message", async (error) => {
  await expect(retryAfter(error, silent, never)).resolves.toBeUndefined();
});

test.each<[Error, string]>([
  [
    new NetworkError("Connection to h:1 failed.", {
      cause: new AuthenticationError("SASL authentication failed.", {
        cause: new ProtocolError("SASL_AUTHENTICATION_FAILED", "invalid credentials"),
      }),
    }),
    "invalid credentials",
  ],
  [
    new MultipleErrors("Received response with error", [new ProtocolError("INVALID_SESSION_TIMEOUT")]),
    "group.min.session.timeout.ms",
  ],
  [new UserError("Unknown topic t."), "Unknown topic t."],
  [new RangeError("damaged"), "damaged"],
])("ends with a reason after %s", async (error, reason) => {
  await expect(retryAfter(error, silent, never)).rejects.toThrow(reason);
});

test("a request without an answer is tried again, but for one that would go to the same broker every time", async () => {
  const error = new TimeoutError("Request timed out");
  await expect(retryAfter(error, silent, never)).resolves.toBeUndefined();
  await expect(retryAfter(lastingIfUnanswered(error), silent, never)).rejects.toThrow("timed out");
  const other = new NetworkError("Connection closed");
  expect(lastingIfUnanswered(other)).toBe(other);
});

test("nothing is an error any more once the membership is over", async () => {
  const over = AbortSignal.abort();
  await expect(retryAfter(new RangeError("damaged"), silent, over)).resolves.toBeUndefined();
});
