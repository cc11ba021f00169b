import { type Addresses } from "../../../testbed/pipeline/addresses.ts";

/** Returns the metrics of a pipeline's only Connect worker. `query`: such as `?name[]=process_start_time_seconds`. */
export async function workerMetrics({ connectMetrics }: Addresses, query = ""): Promise<string> {
  const [worker] = connectMetrics;
  if (worker === undefined) throw new Error("the pipeline has no worker");
  return await (await worker.fetch(query)).text();
}
