import { expect, test } from "vitest";
import { allFaults, clusterFaults } from "../../../../testbed/faults/spec/all-faults.ts";
import { faultName } from "../../../../testbed/faults/spec/resolved-fault.ts";
import { folderName } from "../../../../testbed/report/folder-name.ts";

test("the name of a run's folder can be that of a folder of an artifact, on every system", () => {
  expect(folderName("kill kafka:leader qos 1")).toBe("kill-kafka-leader-qos-1");
  const names = [...allFaults, ...clusterFaults].map((spec) => folderName(faultName(spec)));
  // The characters that actions/upload-artifact refuses, and spaces.
  expect(names.filter((name) => /[":<>|*?\r\n\\/ ]/.test(name))).toEqual([]);
});
