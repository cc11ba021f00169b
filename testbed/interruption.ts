/** Returns a signal that the first Ctrl-C, SIGTERM or SIGHUP aborts. Later ones have no effect: the stop is under way. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
