/** @module Moments as a person in some time zone reads them; pure functions, no clock of its own. */

const LOCALE = "en-US";
const DAY_MS = 86_400_000;
const formats = new Map();
const ordinals = new Intl.PluralRules(LOCALE, { type: "ordinal" });
const ENDINGS = { one: "st", two: "nd", few: "rd", other: "th" };

/** The moment of a Slack `ts` ("1795422900.000200") or of Unix seconds. */
export function momentOf(ts) {
  return new Date(Math.round(Number(ts) * 1000));
}

/** "9:41 AM" */
export function time(at, zone) {
  return formatted(at, zone, { hour: "numeric", minute: "2-digit" });
}

/** "9:41:07 AM" */
function timeWithSeconds(at, zone) {
  return formatted(at, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" });
}

/** "2026-11-24", which also compares as days do. */
export function day(at, zone) {
  const { year, month, day: date } = parts(at, zone);
  return `${year}-${month}-${date}`;
}

/** "Today", "Yesterday", or "Tuesday, November 24th" with the year when it is another one. */
export function dayLabel(at, now, zone) {
  const near = nearWord(at, now, zone);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const year =
    day(at, zone).slice(0, 4) === day(now, zone).slice(0, 4) ? "" : `, ${day(at, zone).slice(0, 4)}`;
  const words = formatted(at, zone, { weekday: "long", month: "long" });
  return `${weekdayFirst(words)} ${ordinal(at, zone)}${year}`;
}

/** "Nov 24 at 9:41 AM", or "Today at …": when, for a tooltip or a search result. */
export function shortMoment(at, now, zone) {
  const near = nearWord(at, now, zone);
  const date = near
    ? near[0].toUpperCase() + near.slice(1)
    : formatted(at, zone, { month: "short", day: "numeric" });
  return `${date} at ${time(at, zone)}`;
}

/** "Tuesday, November 24th, 2026 at 9:41:07 AM" */
export function fullMoment(at, zone) {
  return `${longDate(at, zone)} at ${timeWithSeconds(at, zone)}`;
}

/** "3 minutes ago", "in 2 hours" */
export function ago(at, now) {
  const seconds = Math.round((at - now) / 1000);
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" }).format(Math.trunc(seconds / size), unit);
}

/**
 * A `<!date^…>` format with its tokens filled in.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function dateTokens(format, at, now, zone) {
  return format.replace(/\{([a-z_]+)\}/g, (whole, token) => TOKENS[token]?.(at, now, zone) ?? whole);
}

/** Date and time of a moment as `<input type=date>` and `<input type=time>` hold them. */
export function inputValues(at, zone) {
  const { hour, minute } = parts(at, zone);
  return { date: day(at, zone), time: `${hour}:${minute}` };
}

/** Unix seconds of a wall-clock date and time in `zone`; the later one where a clock went back. */
export function epochOf(date, clock, zone) {
  const wall = Date.parse(`${date}T${clock}:00Z`);
  if (Number.isNaN(wall)) return null;
  const guess = wall - offsetOf(new Date(wall), zone);
  return (wall - offsetOf(new Date(guess), zone)) / 1000;
}

const TOKENS = {
  date_num: (at, _now, zone) => day(at, zone),
  date_slash: (at, _now, zone) => formatted(at, zone, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (at, _now, zone) => plainDate(at, zone),
  date_short: (at, _now, zone) => formatted(at, zone, { year: "numeric", month: "short", day: "numeric" }),
  date_long: (at, _now, zone) => longDate(at, zone),
  date_pretty: (at, now, zone) => nearWord(at, now, zone) ?? plainDate(at, zone),
  date_short_pretty: (at, now, zone) => nearWord(at, now, zone) ?? TOKENS.date_short(at, now, zone),
  date_long_pretty: (at, now, zone) => nearWord(at, now, zone) ?? longDate(at, zone),
  day_divider_pretty: (at, now, zone) => dayLabel(at, now, zone),
  time: (at, _now, zone) => time(at, zone),
  time_secs: (at, _now, zone) => timeWithSeconds(at, zone),
  ago: (at, now) => ago(at, now),
};

function nearWord(at, now, zone) {
  const distance = (Date.parse(day(at, zone)) - Date.parse(day(now, zone))) / DAY_MS;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[distance];
}

function plainDate(at, zone) {
  return `${formatted(at, zone, { month: "long" })} ${ordinal(at, zone)}, ${day(at, zone).slice(0, 4)}`;
}

function longDate(at, zone) {
  return `${formatted(at, zone, { weekday: "long" })}, ${plainDate(at, zone)}`;
}

function weekdayFirst(words) {
  const [month, weekday] = words.replace(",", "").split(" ");
  return /day$/.test(month) ? `${month}, ${weekday}` : `${weekday}, ${month}`;
}

function ordinal(at, zone) {
  const number = Number(day(at, zone).slice(8));
  return number + ENDINGS[ordinals.select(number)];
}

function offsetOf(at, zone) {
  const { year, month, day: date, hour, minute, second } = parts(at, zone);
  const wall = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}

function parts(at, zone) {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  return Object.fromEntries(
    formatter(zone, options)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
}

function formatted(at, zone, options) {
  // Intl writes a narrow no-break space before AM and PM; people search and tests compare.
  return formatter(zone, options)
    .format(at)
    .replace(/\u202f/g, " ");
}

function formatter(zone, options) {
  const key = `${zone} ${Object.entries(options)}`;
  if (!formats.has(key)) formats.set(key, makeFormatter(zone, options));
  return formats.get(key);
}

function makeFormatter(zone, options) {
  try {
    return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone || "UTC" });
  } catch {
    return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
  }
}
