import { pino } from "pino";
import { Link } from "../../../../../services/proxy/link/link.ts";
import { type LinkOptions } from "../../../../../services/proxy/link/link-options.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** Returns a link from a free port of loopback to a port of loopback. */
export async function openLink(targetPort: number, options?: LinkOptions): Promise<Link> {
  const link = new Link(
    {
      name: "mqtt-bridge",
      link: "mqtt-bridge",
      listen: { host: "127.0.0.1", port: 0 },
      target: { host: "127.0.0.1", port: targetPort },
    },
    pino({ level: "silent" }),
    options,
  );
  await link.listen();
  return link;
}

/** Waits until a link's status matches, and returns it. */
export async function linkStatus(
  link: Link,
  description: string,
  matches: (status: Link["status"]) => boolean,
): Promise<Link["status"]> {
  return await waitFor({ description, timeoutMs: 10_000, intervalMs: 1 }, () => {
    const { status } = link;
    return matches(status) ? status : undefined;
  });
}
