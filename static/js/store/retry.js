/** @typedef {import("../types.js").Fault} Fault */

const PASSING = new Set(["offline", "timeout", "rate_limited", "internal"]);
const GIVE_UP_ON_INTERNAL = 4;

/** True for a fault that won't go away by trying again. @param {Fault} fault @param {number} failures so far, in a row */
export const isFinal = (fault, failures = 0) => !PASSING.has(fault.code) || (fault.code === "internal" && failures >= GIVE_UP_ON_INTERNAL);

/** Seconds until the next try: 1, 2, 4 … 30 with jitter, or what the server asked for. */
export function retryDelay(failures, fault, random = Math.random) {
  const base = Math.min(30, 2 ** (failures - 1));
  return Math.max(fault.retry_after ?? 0, base * (0.75 + random() / 2));
}
