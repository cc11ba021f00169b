import { expect, test } from "vitest";
import { PullProgress } from "../../../../../testbed/pipeline/container/pull-progress.ts";

test("the layers of a pull are counted, and those that are complete", () => {
  using progress = new PullProgress("bridge:1");
  expect(progress.text).toBe("pulling bridge:1");
  for (const line of [
    "1: Pulling from library/bridge",
    "000000000001: Already exists",
    "000000000002: Pulling fs layer",
    "000000000003: Pulling fs layer",
    "000000000002: Verifying Checksum",
    "000000000002: Download complete",
    "000000000002: Pull complete",
    "Digest: sha256:abc",
  ])
    progress.note(line);
  expect(progress.text).toBe("pulling bridge:1: 2 of 3 layers");
});
