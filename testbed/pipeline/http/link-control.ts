import { type LinkState } from "../../../services/proxy/link/link-state.ts";
import { type LinkStatus } from "../../../services/proxy/link/link-status.ts";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { sumOfLegs } from "../cluster/sum-of-legs.ts";

const answerTimeoutMs = 5_000;

/** Controls a link of a running pipeline that leads through the proxy, with all its legs. */
export class LinkControl {
  readonly name: string;
  readonly #legs: readonly string[];
  readonly #proxy: HttpClient;

  /** `legs`: the names under which the proxy carries it; default: its own. */
  constructor(name: string, proxy: HttpClient, legs: readonly string[] = [name]) {
    this.name = name;
    this.#legs = legs;
    this.#proxy = proxy;
  }

  /** Sets the link's state; open connections are treated accordingly when this resolves. Returns the status after it. */
  async set(state: LinkState): Promise<LinkStatus> {
    return sumOfLegs(this.name, await Promise.all(this.#legs.map((leg) => this.#setLeg(leg, state))));
  }

  /** Returns the link's status. */
  async status(): Promise<LinkStatus> {
    return sumOfLegs(this.name, await Promise.all(this.#legs.map((leg) => this.#statusOf(leg))));
  }

  async #setLeg(leg: string, state: LinkState): Promise<LinkStatus> {
    const response = await this.#proxy.fetch(pathOf(leg), {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(state),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`the proxy refuses ${JSON.stringify(state)} for ${leg}: ${answer}`);
    return JSON.parse(answer);
  }

  async #statusOf(leg: string): Promise<LinkStatus> {
    const response = await this.#proxy.fetch(pathOf(leg), { signal: AbortSignal.timeout(answerTimeoutMs) });
    if (!response.ok)
      throw new Error(`the proxy does not carry ${leg}: ${response.status} ${await response.text()}`);
    return (await response.json()) as LinkStatus;
  }
}

const pathOf = (leg: string) => `/links/${leg}`;
