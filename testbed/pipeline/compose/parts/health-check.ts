/** State of a container's health check in the engine, as `docker inspect` shows it (`.State.Health`). */
interface Health {
  readonly Log?: readonly { readonly ExitCode: number; readonly Output: string }[] | null;
}

/** The engine keeps up to 4096 bytes of an output; its end has the reason. */
const longestOutput = 1_000;

/**
 * Returns what the latest health check of a container said, as a clause for a failure. `health`: JSON; `null` without a health
 * check. `undefined` if none has ended yet.
 */
export function latestHealthCheck(health: string): string | undefined {
  const latest = (JSON.parse(health) as Health | null)?.Log?.at(-1);
  if (latest === undefined) return undefined;
  const output = latest.Output.trim();
  const said = output.length > longestOutput ? `… ${output.slice(-longestOutput)}` : output;
  return `its latest health check ended with exit code ${latest.ExitCode}${said === "" ? " and said nothing" : `:\n${said}`}`;
}
