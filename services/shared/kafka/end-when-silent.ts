import { type Socket } from "node:net";
import { type ClientConnections } from "./client-connections.ts";

/** Longest silence of a broker that owes a response. It answers a fetch within its wait, which is far shorter. */
const silenceMs = 5_000;
/** Longest wait for a request that the broker answers when all members of a group have joined: their rebalance timeout. */
const groupSilenceMs = 65_000;
/** Offset of the API key in a request, behind its size. (Kafka protocol guide, "Headers".) */
const apiKeyAt = 4;
const joinGroupKey = 11;
const syncGroupKey = 14;

/**
 * Destroys a socket to a broker when nothing has come for 5 s although a response is due, as on a link that drops packets.
 * Each write must be a request, and each `data` event a response; a broker answers the requests of a connection in their
 * order. A response that comes in pieces is no silence. With it end those of the client's other `connections` to the same
 * broker that have been as silent: their requests may have a longer wait, and idle ones have none.
 *
 * kafkajs 2.2.4 lets a request time out after 30 s and keeps its connection (`network/requestQueue`): it retries on the
 * silent one for ever.
 */
export function endWhenSilent(socket: Socket, connections: ClientConnections): void {
  /** Longest silences for the requests that are not answered yet, the oldest first. */
  const due: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(timer);
    const [longestMs] = due;
    if (longestMs === undefined) return;
    const { bytesRead } = socket;
    const since = performance.now();
    timer = setTimeout(() => {
      if (socket.bytesRead > bytesRead) wait();
      else connections.end(socket, since, new Error(`no response for ${longestMs} ms`));
    }, longestMs);
  };
  const write = socket.write.bind(socket) as Socket["write"];
  // biome-ignore lint/suspicious/noExplicitAny: the declared type for every overload.
  socket.write = (request: any, ...rest: any[]): boolean => {
    due.push(isAboutGroup(request) ? groupSilenceMs : silenceMs);
    if (due.length === 1) wait();
    return write(request, ...rest);
  };
  socket.on("data", () => {
    connections.hasAnswered(socket);
    due.shift();
    wait();
  });
  socket.on("close", () => clearTimeout(timer));
}

function isAboutGroup(request: Buffer): boolean {
  if (request.length < apiKeyAt + 2) return false;
  const key = request.readInt16BE(apiKeyAt);
  return key === joinGroupKey || key === syncGroupKey;
}
