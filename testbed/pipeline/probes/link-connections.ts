import { type HttpClient } from "../../../services/shared/http/http-client.ts";

/** Connections of a link, according to the proxy that carries it. */
export interface LinkConnections {
  readonly open: number;
  /** All so far, including those that were refused. */
  readonly accepted: number;
  /** The proxy's ports, which its client connects to. */
  readonly ports: readonly number[];
}

/** Asks the proxy for the connections of a link, by the names of its legs. @throws Error if it does not answer */
export async function linkConnections(
  proxy: HttpClient,
  legs: readonly string[],
  signal: AbortSignal,
): Promise<LinkConnections> {
  const all = await Promise.all(
    legs.map(async (leg) => {
      const response = await proxy.fetch(`/links/${leg}`, { signal });
      return (await response.json()) as {
        readonly connections: { readonly open: number; readonly accepted: number };
        readonly listening: { readonly port: number };
      };
    }),
  );
  return {
    open: all.reduce((sum, { connections }) => sum + connections.open, 0),
    accepted: all.reduce((sum, { connections }) => sum + connections.accepted, 0),
    ports: all.map(({ listening }) => listening.port),
  };
}
