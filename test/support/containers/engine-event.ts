/** Returns a line of `docker events` about a container of compose, as JSON. */
export function engineEvent(
  service: string,
  action: string,
  attributes: Readonly<Record<string, string>> = {},
): string {
  return JSON.stringify({
    Type: "container",
    Action: action,
    Actor: { ID: `id-${service}`, Attributes: { "com.docker.compose.service": service, ...attributes } },
    timeNano: Date.now() * 1e6,
  });
}
