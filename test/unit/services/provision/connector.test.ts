import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { registerConnector } from "../../../../services/provision/connector.ts";
import { HttpClient } from "../../../../services/shared/http/http-client.ts";

test("a connector that runs is registered, and nothing else", async () => {
  await using connect = await StubConnect.start("RUNNING");
  expect(await register(connect)).toBeUndefined();
  expect(connect.requests).toEqual(["PUT /connectors/c/config"]);
});

test.each(["PAUSED", "STOPPED"])(
  "a connector that is %s is resumed, and the caller learns it",
  async (state) => {
    await using connect = await StubConnect.start(state);
    expect(await register(connect)).toBe(state);
    expect(connect.requests).toEqual(["PUT /connectors/c/config", "PUT /connectors/c/resume"]);
  },
);

test("a connector that was stopped to change its configuration is resumed once, and counts as running", async () => {
  await using connect = await StubConnect.start("RUNNING", { name: "c", old: "setting" });
  expect(await register(connect)).toBeUndefined();
  expect(connect.requests).toEqual([
    "PUT /connectors/c/stop",
    "PUT /connectors/c/config",
    "PUT /connectors/c/resume",
  ]);
});

async function register({ url }: StubConnect): Promise<string | undefined> {
  return await registerConnector(HttpClient.at(url), "c", { a: "b" }, AbortSignal.timeout(10_000));
}

/** Connect's REST API with one connector, reduced to its state. */
class StubConnect implements AsyncDisposable {
  readonly requests: string[] = [];
  readonly #server = createServer((request, response) => {
    const path = request.url ?? "";
    if (request.method === "PUT") {
      this.requests.push(`PUT ${path}`);
      if (path.endsWith("/stop")) this.#state = "STOPPED";
      if (path.endsWith("/resume")) this.#state = "RUNNING";
      response.end("{}");
    } else if (path.endsWith("/config")) {
      response.end(JSON.stringify(this.#config));
    } else {
      const tasks = this.#state === "STOPPED" ? [] : [{ id: 0, state: this.#state }];
      response.end(JSON.stringify({ connector: { state: this.#state }, tasks }));
    }
  });
  #state: string;
  readonly #config: unknown;

  private constructor(state: string, config: unknown) {
    this.#state = state;
    this.#config = config;
  }

  static async start(state: string, config: unknown = { a: "b", name: "c" }): Promise<StubConnect> {
    const stub = new StubConnect(state, config);
    await new Promise<void>((resolve) => {
      stub.#server.listen(0, "127.0.0.1", resolve);
    });
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
