/** How the rate of a load goes over its length. */
export const loadProfiles = ["steady", "ramp", "burst"] as const;

/**
 * - `steady`: the rate
 * - `ramp`: from a tenth of the rate to the whole, evenly over the load's length
 * - `burst`: of every five seconds one at three times the rate, the others at half of it; the rate on average
 */
export type LoadProfile = (typeof loadProfiles)[number];
