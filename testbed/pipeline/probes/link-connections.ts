import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type LinkName } from "../../../services/shared/topology.ts";

/** Connections of a link, according to the proxy that carries it. */
export interface LinkConnections {
  readonly open: number;
  /** All so far, including those that were refused. */
  readonly accepted: number;
  /** The proxy's port, which its client connects to. */
  readonly port: number;
}

/** Asks the proxy for the connections of a link. @throws Error if it does not answer */
export async function linkConnections(
  proxy: HttpClient,
  link: LinkName,
  signal: AbortSignal,
): Promise<LinkConnections> {
  const response = await proxy.fetch(`/links/${link}`, { signal });
  const { connections, listening } = (await response.json()) as {
    readonly connections: { readonly open: number; readonly accepted: number };
    readonly listening: { readonly port: number };
  };
  return { open: connections.open, accepted: connections.accepted, port: listening.port };
}
