/** How the rate of a load goes over its length. */
export const loadProfiles = ["steady", "ramp", "burst"] as const;

/**
 * - `steady`: the rate
 * - `ramp`: from a tenth of the rate to the whole, evenly over the load's length
 * - `burst`: of every five seconds the first at three times the rate, the others at half of it: on average the rate
 */
export type LoadProfile = (typeof loadProfiles)[number];

const rampFrom = 0.1;
const burstPeriod = 5_000_000;
const burstLength = 1_000_000;
const burstRate = 3;
const calmRate = 0.5;

/**
 * Makes an even pace follow the profile: `paceAt` says how much of the even pace has passed at a time, `timeAt` when so
 * much of it has. An interval that is added to the pace spans all changes of the rate that come within it. Times and
 * paces are µs from the beginning of the load. Pure.
 */
export interface Pace {
  readonly paceAt: (time: number) => number;
  readonly timeAt: (pace: number) => number;
}

/** The pace of a profile over this length, in µs. */
export function paceOf(profile: LoadProfile, length: number): Pace {
  switch (profile) {
    case "steady":
      return { paceAt: (time) => time, timeAt: (pace) => pace };
    case "ramp":
      return rampOver(length);
    case "burst":
      return burst;
  }
}

/** The rate is rampFrom + (1 - rampFrom)·t/length up to the length, and 1 from there; the pace is its integral. */
function rampOver(length: number): Pace {
  const curvature = (1 - rampFrom) / (2 * length);
  const paceAtEnd = length * rampFrom + curvature * length ** 2;
  return {
    paceAt: (time) => (time > length ? paceAtEnd + time - length : rampFrom * time + curvature * time ** 2),
    timeAt: (pace) =>
      pace > paceAtEnd
        ? length + pace - paceAtEnd
        : (Math.sqrt(rampFrom ** 2 + 4 * curvature * pace) - rampFrom) / (2 * curvature),
  };
}

/** In a period the pace is burstRate·burstLength + calmRate·(burstPeriod - burstLength), which is the period itself. */
const burst: Pace = {
  paceAt: (time) => {
    const within = time % burstPeriod;
    const passed =
      within < burstLength ? within * burstRate : burstLength * burstRate + (within - burstLength) * calmRate;
    return time - within + passed;
  },
  timeAt: (pace) => {
    const within = pace % burstPeriod;
    const inBurst = burstLength * burstRate;
    const passed = within < inBurst ? within / burstRate : burstLength + (within - inBurst) / calmRate;
    return pace - within + passed;
  },
};
