import { type LinkState } from "../../../services/proxy/link/link-state.ts";
import { type LinkStatus } from "../../../services/proxy/link/link-status.ts";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type LinkName } from "../../../services/shared/topology.ts";

const answerTimeoutMs = 5_000;

/** Controls a link of a running pipeline that leads through the proxy. */
export class LinkControl {
  readonly name: LinkName;
  readonly #proxy: HttpClient;

  constructor(name: LinkName, proxy: HttpClient) {
    this.name = name;
    this.#proxy = proxy;
  }

  /** Sets the link's state; open connections are treated accordingly when this resolves. Returns the status after it. */
  async set(state: LinkState): Promise<LinkStatus> {
    const response = await this.#proxy.fetch(this.#path, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(state),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const answer = await response.text();
    if (!response.ok)
      throw new Error(`the proxy refuses ${JSON.stringify(state)} for ${this.name}: ${answer}`);
    return JSON.parse(answer);
  }

  /** Returns the link's status. */
  async status(): Promise<LinkStatus> {
    const response = await this.#proxy.fetch(this.#path, { signal: AbortSignal.timeout(answerTimeoutMs) });
    if (!response.ok)
      throw new Error(`the proxy does not carry ${this.name}: ${response.status} ${await response.text()}`);
    return (await response.json()) as LinkStatus;
  }

  get #path(): string {
    return `/links/${this.name}`;
  }
}
