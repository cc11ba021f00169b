import { readFile } from "node:fs/promises";
import { type ConsumerEnvironment, type ConsumerProgram } from "../consumer/consumer-program.ts";
import { type GroupMembership } from "../probes/group-membership.ts";
import { commandUnderTest } from "../processes/command-under-test.ts";
import { type Program } from "../processes/program.ts";

/** Line by which a consumer says that it reads: one that joins no group, or by the protocol of KIP-848. */
const readyLine = /^READY\r?$/m;

/**
 * A consumer under test as a process. It is usable once its group has a new member with partitions, or its output has the line
 * READY.
 */
export function consumerUnderTest(
  { command }: ConsumerProgram,
  membership: Pick<GroupMembership, "groupId" | "begin" | "hasJoined">,
  environment: ConsumerEnvironment,
  logFile: string,
): Program<"consumer"> {
  let earlierOutput = 0;
  const output = async () => await readFile(logFile).catch(() => Buffer.alloc(0));
  return {
    ...commandUnderTest("consumer", command, environment, logFile),
    prepare: async () => {
      earlierOutput = (await output()).length;
      await membership.begin();
    },
    isUsable: async () => {
      const isReady = readyLine.test((await output()).toString("utf8", earlierOutput));
      if (isReady || (await membership.hasJoined())) return true;
      throw new Error(
        `it has no partition in the group ${membership.groupId} (KAFKA_GROUP), and has not written the line READY`,
      );
    },
  };
}
