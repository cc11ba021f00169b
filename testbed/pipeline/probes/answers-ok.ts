/** Whether a GET request is answered with a success (2xx). Throws if it is not answered at all. */
export async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(url, { signal });
  await response.body?.cancel();
  return response.ok;
}
