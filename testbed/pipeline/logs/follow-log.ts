import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";

const pollIntervalMs = 100;

/**
 * Passes on every present and future line of a log until the signal is aborted; lines that are there by then are still
 * passed on, and a last one without its line end: `hasEnd` is false. `onRead` receives the byte position up to which lines have been passed on.
 */
export async function followLog(
  file: string,
  signal: AbortSignal,
  onLine: (line: string, hasEnd: boolean) => void,
  onRead: (position: number) => void = () => undefined,
): Promise<void> {
  await using log = await open(file);
  let position = 0;
  let rest = "";
  const decoder = new StringDecoder();
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const last = signal.aborted;
    const { bytesRead } = await log.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) {
      if (last) {
        if (rest !== "") onLine(rest, false);
        return;
      }
      await delay(pollIntervalMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    position += bytesRead;
    const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line, true);
    onRead(position);
  }
}
