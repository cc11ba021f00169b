import { type HttpClient } from "../../../services/shared/http/http-client.ts";

/** Whether a GET request is answered with a success (2xx). Throws if it is not answered at all. */
export async function answersOk(server: HttpClient, path: string, signal: AbortSignal): Promise<boolean> {
  const response = await server.fetch(path, { signal });
  await response.body?.cancel();
  return response.ok;
}
