import { setTimeout as delay } from "node:timers/promises";

/** Sends a request for a path of a server. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Time in which a server that can be asked answers, except under heavy load. */
const patienceMs = 500;

/**
 * Returns a function that asks the server that has answered last; if that is not reached, or a GET is not answered within half
 * a second, the others in turn. A request that changes something is sent again only if it has not reached a server.
 */
export function fetchFromAny(clients: readonly { readonly fetch: Send }[]): Send {
  let order = clients;
  return async (path, init) => {
    const asked = order;
    const patience = init.method === undefined || init.method === "GET" ? patienceMs : undefined;
    const answers: Promise<Response>[] = [];
    for (const client of asked) {
      const answer = client.fetch(path, init).then((response) => {
        order = [client, ...clients.filter((other) => other !== client)];
        return response;
      });
      answers.push(answer);
      if (await isAnswered(answer, patience)) break;
      init.signal?.throwIfAborted();
    }
    return await Promise.any(answers).catch((error: unknown) => {
      throw error instanceof AggregateError ? error.errors[0] : error;
    });
  };
}

/** Whether the answer is there within this time; `undefined`: whenever. */
async function isAnswered(answer: Promise<Response>, patience: number | undefined): Promise<boolean> {
  const arrived = answer.then(
    () => true,
    () => false,
  );
  if (patience === undefined) return await arrived;
  const timer = new AbortController();
  const late = delay(patience, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([arrived, late]);
  } finally {
    timer.abort();
  }
}
