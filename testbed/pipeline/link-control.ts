import { type LinkState } from "../../services/proxy/link/link-state.ts";
import { type LinkName } from "../../services/shared/topology.ts";

const answerTimeoutMs = 5_000;

/** A link of a running pipeline that leads through the proxy. */
export class LinkControl {
  readonly name: LinkName;
  readonly #url: string;

  /** `proxyUrl`: where the proxy takes commands. */
  constructor(name: LinkName, proxyUrl: string) {
    this.name = name;
    this.#url = `${proxyUrl}/links/${name}`;
  }

  /** Nothing passes, in either direction: connections are reset, and so is every new one. */
  async cut(): Promise<void> {
    await this.#set({ state: "cut" });
  }

  /** Everything passes `delayMs` later, in each direction; 1 to 60,000. */
  async slow(delayMs: number): Promise<void> {
    await this.#set({ state: "slow", delayMs });
  }

  /** Everything passes at once again. */
  async heal(): Promise<void> {
    await this.#set({ state: "up" });
  }

  async #set(state: LinkState): Promise<void> {
    const response = await fetch(this.#url, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(state),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const answer = await response.text();
    if (!response.ok)
      throw new Error(`the proxy refuses ${JSON.stringify(state)} for ${this.name}: ${answer}`);
  }
}
