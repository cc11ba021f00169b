import { firstError } from "../first-error.ts";

/** One run of a series. */
export interface SeriesEntry<Options> {
  /** Name of the run: a cell of the drill matrix, or a round of a comparison. */
  readonly name: string;
  /** Name of the bridge under test. */
  readonly bridge: string;
  readonly options: Options;
}

/** Result of one run of a series: its report, or the reason why it could not be carried out. */
export type SeriesResult<Report> = Pick<SeriesEntry<unknown>, "name" | "bridge"> &
  (
    | { readonly report: Report; readonly reason?: undefined }
    | { readonly report: undefined; readonly reason: string }
  );

/** Hooks of a series. */
export interface SeriesHooks<Options, Report> {
  /** Called before each run; `index` counts from 0. */
  readonly onBegin: (entry: SeriesEntry<Options>, index: number) => void;
  /** Called after each run with its result and all results so far, to save them in case of an interruption. */
  readonly onResult: (
    result: SeriesResult<Report>,
    results: readonly SeriesResult<Report>[],
  ) => Promise<void>;
  /** Cancels the series. The interrupted run has no result. */
  readonly signal: AbortSignal;
}

/** Carries out runs one after the other. A failed run is a result and does not end the series. */
export async function runSeries<Options, Report>(
  entries: readonly SeriesEntry<Options>[],
  carryOut: (entry: SeriesEntry<Options>, index: number) => Promise<Report>,
  { onBegin, onResult, signal }: SeriesHooks<Options, Report>,
): Promise<SeriesResult<Report>[]> {
  const results: SeriesResult<Report>[] = [];
  for (const [index, entry] of entries.entries()) {
    if (signal.aborted) break;
    onBegin(entry, index);
    const { name, bridge } = entry;
    const outcome = await carryOut(entry, index).then(
      (report) => ({ report }),
      (error: unknown) => ({ report: undefined, reason: reasonOf(firstError(error)) }),
    );
    if (signal.aborted) break;
    const result = { name, bridge, ...outcome };
    results.push(result);
    await onResult(result, results);
  }
  return results;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
