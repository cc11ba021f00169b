/** Aborted by the first Ctrl-C, SIGTERM or SIGHUP. Later ones change nothing: what runs is being stopped. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
