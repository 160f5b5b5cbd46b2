import type { Fault } from "./schema/strict.ts";

/** Minutes of a timeout as cig.toml writes it: 10, "10m", "1h", "1h30m". Absent for what is none. */
export function minutesOf(timeout: number | string): number | undefined {
  if (typeof timeout === "number") return timeout;
  const match = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/.exec(timeout.trim());
  const minutes = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return minutes >= 1 && minutes <= maximumMinutes ? minutes : undefined;
}

/** Seconds of a short wait: 10, "10s", "2m". Absent for what is none. */
export function secondsOf(wait: number | string): number | undefined {
  if (typeof wait === "number") return wait;
  const match = /^(?:(\d{1,3})m)?(?:(\d{1,5})s)?$/.exec(wait.trim());
  const seconds = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return seconds >= 1 ? seconds : undefined;
}

/** Says why a text is no timeout. */
export function faultOfDuration(source: string): Fault[] {
  if (minutesOf(source) !== undefined) return [];
  return [
    {
      message: `"${source}" is not a time.`,
      hint: 'Write whole minutes (10), or hours and minutes such as "10m", "1h" or "1h30m", between 1 minute and 35 days.',
    },
  ];
}

/** Says why a text is no wait. */
export function faultOfWait(source: string): Fault[] {
  if (secondsOf(source) !== undefined) return [];
  return [
    { message: `"${source}" is not a time.`, hint: 'Write seconds (10), or text such as "10s" or "2m".' },
  ];
}

/** 35 days: more than any provider allows. */
const maximumMinutes = 35 * 24 * 60;
