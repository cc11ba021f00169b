import kafkajs, { type Admin } from "kafkajs";
import { expect, test } from "vitest";
import {
  committedOffsets,
  membersWithPartitions,
} from "../../../../../testbed/pipeline/probes/consumer-group.ts";

const assignment = (partitions: number[]) =>
  kafkajs.AssignerProtocol.MemberAssignment.encode({
    ...{ version: 0, userData: Buffer.alloc(0) },
    assignment: { coffee: partitions },
  });

function adminOf(state: string, members: readonly { memberId: string; memberAssignment: Buffer }[]): Admin {
  return { describeGroups: async () => ({ groups: [{ state, members }] }) } as unknown as Admin;
}

const members = [
  { memberId: "reads", memberAssignment: assignment([0, 3]) },
  { memberId: "waits", memberAssignment: assignment([]) },
  { memberId: "is not assigned yet", memberAssignment: Buffer.alloc(0) },
];

test("the members with partitions are those of a stable group that have one", async () => {
  expect(await membersWithPartitions(adminOf("Stable", members), "g")).toEqual(["reads"]);
});

test.each(["PreparingRebalance", "CompletingRebalance", "Empty", "Dead"])(
  "no member of a group in the state %s has partitions: assignments of before do not count",
  async (state) => {
    expect(await membersWithPartitions(adminOf(state, members), "g")).toEqual([]);
  },
);

test("the committed offsets are numbers by partition, without those that were never committed", async () => {
  const partitions = [
    { partition: 0, offset: "12" },
    { partition: 1, offset: "-1" },
  ];
  const admin = { fetchOffsets: async () => [{ topic: "coffee", partitions }] } as unknown as Admin;
  expect(await committedOffsets(admin, "g", "coffee")).toEqual(new Map([[0, 12]]));
});
