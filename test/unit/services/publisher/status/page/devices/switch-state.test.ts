import { expect, test, vi } from "vitest";
import { SwitchState } from "../../../../../../../services/publisher/status/page/devices/switch-state.js";

test("a requested status is shown at once, and until it is reported", () => {
  const state = new SwitchState("Active");
  state.request("Inactive");
  expect([state.shown, state.isRequested]).toEqual(["Inactive", true]);
  state.respond(true);
  expect([state.shown, state.isRequested]).toEqual(["Inactive", true]);
  state.report("Inactive");
  expect([state.shown, state.isRequested]).toEqual(["Inactive", false]);
});

test("a refused status gives way to the reported one", () => {
  const state = new SwitchState("Active");
  state.request("Inactive");
  state.respond(false);
  expect([state.shown, state.isRequested]).toEqual(["Active", false]);
});

test("a status that is confirmed but never reported gives way after two seconds", () => {
  vi.useFakeTimers();
  try {
    const state = new SwitchState("Active");
    state.request("Inactive");
    state.respond(true);
    vi.advanceTimersByTime(1_999);
    expect(state.shown).toBe("Inactive");
    vi.advanceTimersByTime(1);
    expect(state.shown).toBe("Active");
  } finally {
    vi.useRealTimers();
  }
});

test("of two open requests the later one is shown until both are answered", () => {
  const state = new SwitchState("Active");
  state.request("Inactive");
  state.request("Active");
  state.respond(true);
  state.report("Inactive");
  expect(state.shown).toBe("Active");
  state.respond(true);
  state.report("Active");
  expect([state.shown, state.isRequested]).toEqual(["Active", false]);
});

test("requests run one after the other", async () => {
  const state = new SwitchState("Active");
  const order: string[] = [];
  let finishFirst: () => void = () => undefined;
  const first = state.inSequence(async () => {
    await new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    order.push("first");
  });
  const second = state.inSequence(async () => order.push("second"));
  await Promise.resolve();
  finishFirst();
  await Promise.all([first, second]);
  expect(order).toEqual(["first", "second"]);
});
