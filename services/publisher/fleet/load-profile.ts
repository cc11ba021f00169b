/** Names of the load profiles. */
export const loadProfiles = ["steady", "ramp", "burst", "unpaced"] as const;

/**
 * The course of a load's rate over its length.
 *
 * - `steady`: the nominal rate
 * - `ramp`: from a tenth of the nominal rate to the whole, linearly over the load's length
 * - `burst`: of every five seconds the first at three times the nominal rate, the others at half of it: on average the
 *   nominal rate
 * - `unpaced`: no rate; as fast as the broker takes the readings
 */
export type LoadProfile = (typeof loadProfiles)[number];

/** A load: its profile and its length. */
export interface LoadSchedule {
  readonly profile: LoadProfile;
  readonly lengthMs: number;
}

const rampFrom = 0.1;
const burstPeriod = 5_000_000;
const burstLength = 1_000_000;
const burstRate = 3;
const calmRate = 0.5;

/**
 * Maps time to nominal time and back. Nominal time is the integral of the relative rate: it runs twice as fast at twice
 * the nominal rate. So an interval added in nominal time spans all changes of the rate within it. All values are µs from
 * the beginning of the load.
 */
export interface RateCurve {
  readonly nominalAt: (time: number) => number;
  readonly timeAt: (nominal: number) => number;
}

/** A profile with a rate. */
export type PacedProfile = Exclude<LoadProfile, "unpaced">;

/** The profiles with a rate. */
export const pacedProfiles = loadProfiles.filter((profile) => profile !== "unpaced");

/** Returns the curve of a profile over this length, in µs. */
export function rateCurve(profile: PacedProfile, length: number): RateCurve {
  switch (profile) {
    case "steady":
      return { nominalAt: (time) => time, timeAt: (nominal) => nominal };
    case "ramp":
      return rampOver(length);
    case "burst":
      return burst;
  }
}

/** The relative rate is rampFrom + (1 - rampFrom)·t/length up to the length, and 1 from there. */
function rampOver(length: number): RateCurve {
  const curvature = (1 - rampFrom) / (2 * length);
  const nominalAtEnd = length * rampFrom + curvature * length ** 2;
  return {
    nominalAt: (time) =>
      time > length ? nominalAtEnd + time - length : rampFrom * time + curvature * time ** 2,
    timeAt: (nominal) =>
      nominal > nominalAtEnd
        ? length + nominal - nominalAtEnd
        : (Math.sqrt(rampFrom ** 2 + 4 * curvature * nominal) - rampFrom) / (2 * curvature),
  };
}

/** In a period, burstRate·burstLength + calmRate·(burstPeriod - burstLength) of nominal time pass: the period itself. */
const burst: RateCurve = {
  nominalAt: (time) => {
    const within = time % burstPeriod;
    const passed =
      within < burstLength ? within * burstRate : burstLength * burstRate + (within - burstLength) * calmRate;
    return time - within + passed;
  },
  timeAt: (nominal) => {
    const within = nominal % burstPeriod;
    const inBurst = burstLength * burstRate;
    const passed = within < inBurst ? within / burstRate : burstLength + (within - inBurst) / calmRate;
    return nominal - within + passed;
  },
};
