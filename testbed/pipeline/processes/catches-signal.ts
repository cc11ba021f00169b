import { readFile } from "node:fs/promises";
import { constants } from "node:os";

/**
 * Whether a process has a handler for a signal (SigCgt in /proc/PID/status, proc(5)). One without ends by most of them
 * (signal(7)).
 * @throws Error when there is no such process
 */
export async function catchesSignal(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return ((caught >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
