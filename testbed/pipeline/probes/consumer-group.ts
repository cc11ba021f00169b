import kafkajs, { type Admin } from "kafkajs";

/** Returns the ids of the group's members that have partitions assigned; none unless the group is stable. (DescribeGroups) */
export async function membersWithPartitions(admin: Admin, groupId: string): Promise<string[]> {
  const { groups } = await admin.describeGroups([groupId]);
  return groups.flatMap(({ state, members }) =>
    state !== "Stable"
      ? []
      : members
          .filter(({ memberAssignment }) => hasPartitions(memberAssignment))
          .map(({ memberId }) => memberId),
  );
}

/** Returns the committed offsets of a group by partition, without those that it has not committed. (OffsetFetch) */
export async function committedOffsets(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  const topics = await admin.fetchOffsets({ groupId, topics: [topic] });
  const committed = topics.flatMap(({ partitions }) => partitions);
  return new Map(
    committed
      .map(({ partition, offset }) => [partition, Number(offset)] as const)
      .filter(([, offset]) => offset >= 0),
  );
}

function hasPartitions(assignment: Buffer): boolean {
  if (assignment.length === 0) return false;
  const decoded = kafkajs.AssignerProtocol.MemberAssignment.decode(assignment);
  return Object.values(decoded?.assignment ?? {}).some((partitions) => partitions.length > 0);
}
