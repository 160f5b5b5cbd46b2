import {
  type Estimate,
  type JobEstimate,
  MinutesSource,
} from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { foreignLine } from "../../report/foreign.ts";

/**
 * What a run of each output comes to, in two lines or, with `showsJobs`, one more for each job. What is not known is
 * said to be so.
 */
export function estimateLines(estimates: readonly Estimate[], showsJobs: boolean): string[] {
  return estimates.flatMap((estimate) => [
    foreignLine(estimate.path + (estimate.workflow === "" ? "" : ` (workflow ${estimate.workflow})`)),
    `  ${totalOf(estimate)}`,
    ...costOf(estimate).map((line) => `  ${line}`),
    ...(showsJobs ? estimate.jobs.map((job) => `    ${jobLine(job)}`) : []),
  ]);
}

/** Minutes of all machines together, as far as they are known; absent: of no job. */
export function minutesIn({ jobs }: Estimate): number | undefined {
  const known = jobs.flatMap(({ machines, minutes }) => (minutes === undefined ? [] : [machines * minutes]));
  return known.length > 0 ? sum(known) : undefined;
}

/** USD, as far as it is known; absent: of no job. */
export function costIn({ jobs }: Estimate): number | undefined {
  const known = jobs.flatMap(({ machines, minutes, price }) =>
    minutes === undefined || price === undefined ? [] : [machines * minutes * price],
  );
  return known.length > 0 ? sum(known) : undefined;
}

function totalOf(estimate: Estimate): string {
  const { jobs } = estimate;
  const machines = sum(jobs.map((job) => job.machines));
  const minutes = minutesIn(estimate);
  const timeless = jobs.filter((job) => job.minutes === undefined).length;
  const lacking = timeless === 0 ? "" : ` and the time of ${timeless === 1 ? "one job" : `${timeless} jobs`}`;
  const time =
    minutes === undefined ? "time not known" : `${boundOf(jobs)} ${numberOf(minutes)} minutes${lacking}`;
  return `${machines} machine${machines === 1 ? "" : "s"}, ${time}`;
}

/** The money, and the classes without a price, a few to the line. */
function costOf(estimate: Estimate): string[] {
  const { jobs } = estimate;
  const unpriced = [...new Set(jobs.filter(({ price }) => price === undefined).map((job) => job.class))];
  const cost = costIn(estimate);
  const isTimed = jobs.every(({ minutes }) => minutes !== undefined);
  const money =
    cost === undefined
      ? "cost not known"
      : `${boundOf(jobs.filter(({ price }) => price !== undefined))} $${moneyOf(cost)}${isTimed ? "" : " without that time"}`;
  if (unpriced.length === 0) return [money];
  const names = unpriced.map((name) =>
    name === "" ? "machines that only the run knows" : foreignLine(name),
  );
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return [
    cost === undefined ? money : `${money} and what has no price`,
    `no price of ${names.slice(0, 3).join(", ")}${more}`,
  ];
}

function jobLine({ job, class: name, machines, minutes, source, price }: JobEstimate): string {
  const time =
    minutes === undefined
      ? "?"
      : `${numberOf(minutes)} min${source === MinutesSource.TIMEOUT ? " (timeout)" : ""}`;
  const money = price === undefined ? "$?" : `$${numberOf(price)}`;
  return foreignLine(`${job}: ${machines} × ${time} × ${money}${name === "" ? "" : ` on ${name}`}`);
}

/** With a timeout among the times, the sum is the most that it can be. */
function boundOf(jobs: readonly JobEstimate[]): string {
  return jobs.some(({ source }) => source === MinutesSource.TIMEOUT) ? "at most" : "about";
}

function sum(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((left, right) => left + right, 0) * 1_000_000) / 1_000_000;
}

function numberOf(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

/** Cents, and where it is less than ten of them, a hundredth of one. */
function moneyOf(value: number): string {
  return value.toFixed(value < 0.1 ? 4 : 2);
}
