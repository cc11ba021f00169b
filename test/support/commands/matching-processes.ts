import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { processEnvironment, processIds } from "../../../testbed/pipeline/processes/proc.ts";

const intervalMs = 20;

/**
 * Watches the processes of this machine until `end` is settled. Returns their arguments and variables in which the text was. Left
 * out: this process, and the arguments of the testbed's command, which are the user's.
 */
export async function matchingProcesses(text: RegExp, end: Promise<unknown>): Promise<string[]> {
  const found = new Set<string>();
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  // A failure is the caller's to see.
  void end.then(over, over);
  do {
    for (const pid of processIds().filter((each) => each !== process.pid)) {
      const command = argumentsOf(pid);
      if (!command.includes("testbed/cli/main.ts") && text.test(command)) found.add(command);
      for (const variable of processEnvironment(pid)) if (text.test(variable)) found.add(variable);
    }
    await delay(intervalMs);
  } while (!isOver);
  return [...found];
}

function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It has ended.
    return "";
  }
}
