import { expect, test } from "vitest";
import { ToggleEffects } from "../../../../../services/publisher/status/toggle-effects.ts";

test("a toggle is pending until its reading, or a later one, was seen; then the time is known", () => {
  const effects = new ToggleEffects();
  expect(effects.of("a")).toEqual({ pending: null, effectMs: null });
  effects.toggled("a", 7, 1_000);
  expect(effects.of("a")).toEqual({ pending: 1_000, effectMs: null });
  effects.seen("a", 6, 1_005);
  effects.seen("b", 9, 1_005);
  expect(effects.of("a")).toEqual({ pending: 1_000, effectMs: null });
  effects.seen("a", 8, 1_012.4);
  expect(effects.of("a")).toEqual({ pending: null, effectMs: 12 });
  effects.seen("a", 9, 5_000);
  expect(effects.of("a")).toEqual({ pending: null, effectMs: 12 });
});

test("the last of two quick toggles counts", () => {
  const effects = new ToggleEffects();
  effects.toggled("a", 7, 1_000);
  effects.toggled("a", 8, 1_001);
  effects.seen("a", 7, 1_004);
  expect(effects.of("a")).toEqual({ pending: 1_001, effectMs: null });
});
