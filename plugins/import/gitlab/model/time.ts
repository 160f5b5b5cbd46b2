const units: Readonly<Record<string, number>> = {
  s: 1 / 60,
  sec: 1 / 60,
  secs: 1 / 60,
  second: 1 / 60,
  seconds: 1 / 60,
  m: 1,
  min: 1,
  mins: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hr: 60,
  hrs: 60,
  hour: 60,
  hours: 60,
  d: 1440,
  day: 1440,
  days: 1440,
  w: 10_080,
  week: 10_080,
  weeks: 10_080,
  mo: 43_200,
  mos: 43_200,
  month: 43_200,
  months: 43_200,
  y: 525_600,
  yr: 525_600,
  yrs: 525_600,
  year: 525_600,
  years: 525_600,
};

/** Minutes of "1 week", "3h 30m", "90" (seconds); undefined for "never" and what is none. */
export function minutesOf(text: string): number | undefined {
  if (/^\s*\d+\s*$/.test(text)) return Number(text) / 60;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)];
  if (parts.length === 0) return undefined;
  let minutes = 0;
  for (const [, number, unit] of parts) {
    const factor = units[unit!.toLowerCase()];
    if (factor === undefined) return undefined;
    minutes += Number(number) * factor;
  }
  return minutes;
}
