import { expect, test } from "vitest";
import { type LinkState } from "../../../../services/proxy/link/link-state.ts";
import { type LinkStatus } from "../../../../services/proxy/link/link-status.ts";
import { inject } from "../../../../testbed/faults/inject.ts";
import { type FaultSpec } from "../../../../testbed/faults/spec/fault-spec.ts";
import { type Pipeline } from "../../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../../testbed/wait-for.ts";

/** A pipeline whose links have a status that a test changes as the proxy would; `onSet` is called with each state. */
function pipelineWithLinks(onSet: (state: LinkState, counts: Counts, nth: number) => void) {
  const counts = { silenced: 0, held: 0, reset: 0, discarded: 0, limitedMs: 0 };
  const states: LinkState["state"][] = [];
  const status = () => {
    const { silenced, held, reset, discarded, limitedMs } = counts;
    return {
      connections: { silenced, held, reset },
      bytes: { discarded },
      limitedMs,
    } as unknown as LinkStatus;
  };
  const link = () => ({
    status: async () => status(),
    set: async (state: LinkState) => {
      states.push(state.state);
      onSet(state, counts, states.length);
      return status();
    },
  });
  return { pipeline: { link } as unknown as Pipeline, states, counts };
}

type Counts = Record<"silenced" | "held" | "reset" | "discarded" | "limitedMs", number>;

const hang: FaultSpec = { kind: "hang", link: "mqtt-bridge" };
const thin: FaultSpec = { kind: "thin", link: "mqtt-bridge", kilobytesPerSecond: 7 };

/** Returns the effect of a fault that lasts until `meanwhile` has run. */
async function effectOf(
  spec: FaultSpec,
  onSet: (state: LinkState, counts: Counts, nth: number) => void,
  meanwhile: (counts: Counts) => Promise<void> | void = () => undefined,
) {
  const { pipeline, counts } = pipelineWithLinks(onSet);
  const fault = await inject(pipeline, spec, 100);
  expect(fault.effect).toBeUndefined();
  await meanwhile(counts);
  await fault[Symbol.asyncDispose]();
  return fault.effect;
}

test("a hang is sufficient if a connection fell silent, and its effect is what it met, not what others had met", async () => {
  const effect = await effectOf(
    hang,
    ({ state }, counts) => {
      if (state === "hang") counts.silenced += 2;
    },
    (counts) => {
      counts.held += 3;
      counts.discarded += 44;
    },
  );
  expect(effect).toEqual({
    isSufficient: true,
    seen: "connections that fell silent: 2, not answered: 3; bytes that vanished: 44",
  });
});

test("a hang that met only a new connection is sufficient, one that met none is not", async () => {
  const held = (counts: Counts) => {
    counts.held += 1;
  };
  expect(await effectOf(hang, () => undefined, held)).toMatchObject({ isSufficient: true });
  expect(await effectOf(hang, () => undefined)).toMatchObject({ isSufficient: false });
});

test("a thin link is sufficient if it was at its limit for half of the time", async () => {
  const enough = await effectOf(
    thin,
    () => undefined,
    (counts) => {
      counts.limitedMs += 60_000;
    },
  );
  expect(enough).toEqual({
    isSufficient: true,
    seen: expect.stringMatching(/^the link was at its limit for 60000 of \d+ ms$/),
  });
  const pause = async (counts: Counts) => {
    const untilMs = performance.now() + 20;
    await waitFor(
      { description: "20 ms", timeoutMs: 10_000, intervalMs: 1 },
      () => performance.now() > untilMs || undefined,
    );
    counts.limitedMs += 9;
  };
  expect(await effectOf(thin, () => undefined, pause)).toMatchObject({ isSufficient: false });
});

test.each([
  [3, 3, true],
  [3, 2, true],
  [3, 1, false],
  [3, 0, false],
])("of %i cuts %i meet a connection: sufficient: %o", async (cuts, met, isSufficient) => {
  let cutsSoFar = 0;
  const { pipeline, states } = pipelineWithLinks(({ state }, counts) => {
    if (state !== "cut") return;
    cutsSoFar += 1;
    if (cutsSoFar <= met) counts.reset += 2;
  });
  const fault = await inject(pipeline, { kind: "flap", link: "mqtt-bridge", cuts }, 40);
  expect(states).toEqual(["cut"]);
  await waitFor({ description: "the last cut", timeoutMs: 10_000, intervalMs: 1 }, () =>
    states.length === 2 * cuts - 1 ? true : undefined,
  );
  await fault[Symbol.asyncDispose]();
  expect(states).toEqual(["cut", "up", "cut", "up", "cut", "up"]);
  expect(fault.effect).toEqual({ isSufficient, seen: `${met} of ${cuts} cuts met a connection` });
});

test("a flapping link that is disposed early is healed, and cut no more", async () => {
  const { pipeline, states } = pipelineWithLinks(() => undefined);
  const fault = await inject(pipeline, { kind: "flap", link: "mqtt-bridge", cuts: 2 }, 60_000);
  await fault[Symbol.asyncDispose]();
  expect(states).toEqual(["cut", "up"]);
});

test("a proxy that fails while a link flaps is reported at the disposal, which heals the link", async () => {
  const { pipeline, states } = pipelineWithLinks((_state, _counts, nth) => {
    if (nth === 2) throw new Error("the proxy is gone");
  });
  const fault = await inject(pipeline, { kind: "flap", link: "mqtt-bridge", cuts: 2 }, 3);
  await waitFor({ description: "the failure", timeoutMs: 10_000, intervalMs: 1 }, () => states[1]);
  await expect(fault[Symbol.asyncDispose]()).rejects.toThrow("the proxy is gone");
  expect(states).toEqual(["cut", "up", "up"]);
});
