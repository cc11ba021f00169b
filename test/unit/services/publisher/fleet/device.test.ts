import fc from "fast-check";
import { expect, test } from "vitest";
import { Device } from "../../../../../services/publisher/fleet/device.ts";
import { defaultRoute } from "../../../../../services/publisher/fleet/route.ts";
import { statuses } from "../../../../../services/shared/reading/reading.ts";

const newDevice = (index = 0) => new Device("3DF92-192", defaultRoute, index);

test("an Active device walks its route in order and closes the cycle", () => {
  const device = newDevice(10);
  const walked = Array.from({ length: 14 }, () => device.next().reading);
  const expected = Array.from({ length: 14 }, (_, step) => ({
    id: "3DF92-192",
    ...defaultRoute[(10 + step) % 12],
    status: "Active",
  }));
  expect(walked).toEqual(expected);
});

test("the final reading is Inactive, at the position that would have been next, and does not advance the route", () => {
  const device = newDevice();
  device.next();
  const final = device.setStatus("Inactive");
  expect(final).toEqual({ seq: 1, reading: { id: "3DF92-192", ...defaultRoute[1], status: "Inactive" } });
  const resumed = device.setStatus("Active");
  expect(resumed).toEqual({ seq: 2, reading: { id: "3DF92-192", ...defaultRoute[1], status: "Active" } });
});

test("setting the status that it already has makes no reading", () => {
  const device = newDevice();
  expect(device.setStatus("Active")).toBeUndefined();
  device.setStatus("Inactive");
  expect(device.setStatus("Inactive")).toBeUndefined();
});

test("an Inactive device makes no readings", () => {
  const device = newDevice();
  device.setStatus("Inactive");
  expect(() => device.next()).toThrow("3DF92-192 is Inactive");
});

test("whatever happens, seqs have no gap and each deactivation has exactly one Inactive reading", () => {
  const step = fc.oneof(fc.constant("next" as const), fc.constantFrom(...statuses));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const device = newDevice();
      let deactivations = 0;
      const made = steps.flatMap((action) => {
        if (action === "next") return device.status === "Active" ? [device.next()] : [];
        if (action === "Inactive" && device.status === "Active") deactivations += 1;
        return device.setStatus(action) ?? [];
      });
      expect(made.map(({ seq }) => seq)).toEqual(made.map((_, index) => index));
      expect(made.filter(({ reading }) => reading.status === "Inactive")).toHaveLength(deactivations);
    }),
  );
});
