const minutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * True within the reader's quiet hours, by the clock of this device.
 * @param {import("../types.js").QuietHours} hours `from` after `until` goes over midnight; both the same is the whole day
 */
export function isQuiet({ on, from, until }, now = new Date()) {
  if (!on) return false;
  const [begin, end, time] = [minutes(from), minutes(until), now.getHours() * 60 + now.getMinutes()];
  return begin < end ? begin <= time && time < end : begin <= time || time < end;
}
