import { expect, test } from "vitest";
import { deviceStates } from "../../../../services/publisher/device-state.ts";
import { isReadingFact } from "../../../../services/shared/journal/fact.ts";
import { journaledPublisher, publisherOptions } from "./started-publisher.ts";

test("a toggle is in the journal before the reading that it leads to, and every drop is there, counted and logged", async () => {
  const started = journaledPublisher(publisherOptions({}, { bufferLimit: 2 }));
  {
    await using running = started;
    const { publisher } = running;
    for (const status of ["Inactive", "Active", "Inactive", "Active"] as const)
      publisher.fleet.setStatus("d", status);
    expect(deviceStates(publisher)[0]).toMatchObject({ made: 4, waiting: 2, dropped: 2 });
  }
  expect(
    started
      .journal()
      .map((fact) =>
        isReadingFact(fact) ? `${fact.fact} ${fact.seq}` : fact.fact === "toggled" && fact.status,
      ),
  ).toEqual([
    ...["Inactive", "made 0"],
    ...["Active", "made 1"],
    ...["Inactive", "made 2", "dropped 0"],
    ...["Active", "made 3", "dropped 1"],
  ]);
  const drops = started.log.filter(({ msg }) => msg.startsWith("the buffer is full"));
  expect(drops.reduce((sum, { dropped }) => sum + (dropped ?? 0), 0)).toBe(2);
});
