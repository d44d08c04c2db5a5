/** Moments in people's zones. */

import assert from "node:assert/strict";
import test from "node:test";

import {
  dateTokens,
  dayLabel,
  epochOf,
  inputValues,
  momentOf,
  shortMoment,
  time,
} from "../../app/sandbox/client/dates.js";

const AT = momentOf("1795422900.000200"); // 2026-11-23 08:35 UTC
const NOW = new Date("2026-11-23T20:00:00Z");
const BERLIN = "Europe/Berlin";

const TOKENS = [
  ["{date_num}", "2026-11-23"],
  ["{date}", "November 23rd, 2026"],
  ["{date_short}", "Nov 23, 2026"],
  ["{date_long}", "Monday, November 23rd, 2026"],
  ["{date_pretty}", "today"],
  ["{date_short_pretty} at {time}", "today at 9:35 AM"],
  ["{time_secs}", "9:35:00 AM"],
  ["{ago}", "11 hours ago"],
  ["{nonsense}", "{nonsense}"],
];

for (const [format, wanted] of TOKENS) {
  test(`${format} is ${wanted}`, () => assert.equal(dateTokens(format, AT, NOW, BERLIN), wanted));
}

test("the same moment is another day elsewhere", () => {
  assert.equal(dateTokens("{date_num}", new Date("2026-11-23T23:30:00Z"), NOW, "Asia/Tokyo"), "2026-11-24");
  assert.equal(time(AT, "America/New_York"), "3:35 AM");
});

test("an unknown zone falls back to UTC", () => assert.equal(time(AT, "Mars/Olympus"), "8:35 AM"));

test("days are called by what is near, then by name", () => {
  assert.equal(dayLabel(AT, NOW, BERLIN), "Today");
  assert.equal(dayLabel(AT, new Date("2026-11-24T08:00:00Z"), BERLIN), "Yesterday");
  assert.equal(dayLabel(AT, new Date("2026-11-30T08:00:00Z"), BERLIN), "Monday, November 23rd");
  assert.equal(dayLabel(AT, new Date("2027-02-01T08:00:00Z"), BERLIN), "Monday, November 23rd, 2026");
  assert.equal(shortMoment(AT, NOW, BERLIN), "Today at 9:35 AM");
});

for (const zone of [BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]) {
  test(`a picked moment comes back the same in ${zone}`, () => {
    for (const iso of [
      "2026-11-23T08:35:00Z",
      "2026-07-01T00:00:00Z",
      "2026-03-29T01:30:00Z",
      "2026-12-31T23:59:00Z",
    ]) {
      const seconds = Date.parse(iso) / 1000;
      const { date, time: clock } = inputValues(new Date(iso), zone);
      assert.equal(epochOf(date, clock, zone), seconds);
    }
  });
}

test("half a moment is none", () => assert.equal(epochOf("2026-11-23", "", BERLIN), null));
