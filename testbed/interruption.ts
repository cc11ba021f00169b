/** Returns a signal that the first Ctrl-C, SIGTERM or SIGHUP aborts. Later ones have no effect, because the stop is already in progress. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
