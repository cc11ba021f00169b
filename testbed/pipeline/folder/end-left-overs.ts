/**
 * Program of the tester's guard: ends the pipeline of a tester that has died, and removes its folder if that is temporary.
 *
 *     node end-left-overs.ts MARK LOCK [FOLDER]
 */
import { rm } from "node:fs/promises";
import { readHolder } from "./folder-lock.ts";
import { LeftOvers } from "./left-overs.ts";

const [mark, lock, folder] = process.argv.slice(2);
if (mark === undefined || lock === undefined) throw new Error("MARK and LOCK are needed");
const holder = readHolder(lock);
// The next pipeline may have taken the folder already, and has ended all that was left there.
const { project, hasBridgeContainer } = holder?.mark === mark ? holder : {};
await new LeftOvers({ mark, project, hasBridgeContainer, temporary: folder !== undefined }).untilEnded();
if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
