import { type LinkState } from "../../services/proxy/link/link-state.ts";
import { type LinkName } from "../../services/shared/topology.ts";

const answerTimeoutMs = 5_000;

/** Controls a link of a running pipeline that leads through the proxy. */
export class LinkControl {
  readonly name: LinkName;
  readonly #url: string;

  /** `proxyUrl`: the proxy's command address. */
  constructor(name: LinkName, proxyUrl: string) {
    this.name = name;
    this.#url = `${proxyUrl}/links/${name}`;
  }

  /** Sets the link's state; open connections are treated accordingly when this resolves. */
  async set(state: LinkState): Promise<void> {
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
