import { expect, test, vi } from "vitest";
import { EngineError } from "../../../../../testbed/pipeline/compose/engine.ts";
import { ImageError, requireImage } from "../../../../../testbed/pipeline/container/image.ts";
import { onlyDocker } from "../../../../support/commands/only-docker.ts";

const engine = (rest: string) => `[ "$1" = version ] && { echo 28.2.2; exit; }\n${rest}`;

test("an image that the engine has is not pulled", async () => {
  const calls = onlyDocker(engine("echo sha256:1"));
  await requireImage("registry.example/bridge:1");
  expect(calls()).toEqual([
    expect.stringMatching(/^version /),
    "image inspect --format {{.Id}} registry.example/bridge:1",
  ]);
});

test("a missing image is pulled", async () => {
  const calls = onlyDocker(engine('[ "$1" = pull ]'));
  await requireImage("registry.example/bridge:1");
  expect(calls().at(-1)).toBe("pull registry.example/bridge:1");
});

test("an image that cannot be had is named, with what is allowed and the reason", async () => {
  onlyDocker(engine('[ "$1" = pull ] && echo "pull access denied for nobody/nothing" >&2; exit 1'));
  const required = requireImage("nobody/nothing");
  await expect(required).rejects.toThrow(ImageError);
  await expect(required).rejects.toThrow(
    /^The image nobody\/nothing cannot be had: an image that the engine has .* or can pull is allowed\.\npull access denied/,
  );
});

test("without an engine the way without one is named", async () => {
  onlyDocker('echo "Cannot connect to the Docker daemon" >&2; exit 1');
  const required = requireImage("x");
  await expect(required).rejects.toThrow(EngineError);
  await expect(required).rejects.toThrow(
    /No Docker engine answers: start one, or .*--bridge-command.*Cannot connect/s,
  );
});

test("an interruption ends the waiting for an engine that does not answer", async () => {
  const calls = onlyDocker("exec /bin/sleep 600");
  const interruption = new AbortController();
  const required = requireImage("x", { signal: interruption.signal });
  await vi.waitFor(() => expect(calls()).toHaveLength(1), { timeout: 10_000, interval: 10 });
  interruption.abort(new Error("interrupted"));
  await expect(required).rejects.toThrow(/^interrupted$/);
});

test("a pull that takes longer than two seconds says its progress, and ends when it is interrupted", async () => {
  onlyDocker(
    engine(`[ "$1" = image ] && exit 1
      echo "1.2: Pulling from bridge"; echo "0123456789ab: Pulling fs layer"; exec /bin/sleep 600`),
  );
  const interruption = new AbortController();
  const pulling = requireImage("bridge:1.2", {
    signal: interruption.signal,
    onProgress: (progress) => interruption.abort(new Error(progress)),
  });
  await expect(pulling).rejects.toThrow(/^pulling bridge:1\.2: 0 of 1 layers$/);
});
