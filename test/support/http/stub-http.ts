import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request that the stub got. */
export interface StubRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** An answer; default: 200 without a body. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
}

/** An HTTP server on a port of its own that keeps all requests and leaves the answers to the test. */
export interface StubHttp extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly StubRequest[];
}

/** Starts a server. */
export async function startStubHttp(answer: (request: StubRequest) => Answer): Promise<StubHttp> {
  const requests: StubRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, contentType: headers["content-type"], body: await text(incoming) };
    requests.push(request);
    const { status = 200, json, text: body = "" } = answer(request);
    response.writeHead(status).end(json === undefined ? body : JSON.stringify(json));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
