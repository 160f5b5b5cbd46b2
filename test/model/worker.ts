import { parentPort, workerData } from "node:worker_threads";
import { add, type Checked, check, emptyCounts, rates } from "./checking.ts";
import { shrink, tellStory } from "./shrink.ts";

interface Result {
  readonly checked: Omit<Checked, "failure">;
  readonly story: string;
}

if (parentPort) await work(parentPort, workerData as { seed: number; histories: number });

async function work(port: NonNullable<typeof parentPort>, options: { seed: number; histories: number }) {
  const onProgress = (histories: number) => {
    if (histories % 5000 === 0) port.postMessage({ histories });
  };
  const { failure, ...checked } = await check({ ...options, perGraph: 50, onProgress });
  const story = failure ? await tellStory(await shrink(failure)) : "";
  port.postMessage({ done: true, result: { checked, story } satisfies Result });
}

/** What the workers found, for people. */
export function report(results: readonly Result[], run: { seed: number; seconds: number }): string {
  const counts = emptyCounts();
  for (const { checked } of results) add(counts, checked.counts);
  const sum = (of: (checked: Result["checked"]) => number) =>
    results.reduce((total, { checked }) => total + of(checked), 0);
  const { all, possible } = rates(counts);
  const reasons = Object.entries(counts.reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`);
  return [
    ...results.flatMap(({ story }) => (story === "" ? [] : [story, ""])),
    `${sum(({ histories }) => histories)} histories with ${counts.runs} runs of ${counts.variants} variants, ${sum(({ plans }) => plans)} plans, in ${run.seconds.toFixed(0)} s; seed ${run.seed}.`,
    `${counts.skipped} variants left out; wrongly: ${results.some(({ story }) => story !== "") ? "see above" : "none"}.`,
    `Of what had passed before in a trusted scope (${counts.known}, sound store, not forced): ${all} left out; of what the rules allow and the store still knew: ${possible}.`,
    `The others ran: ${reasons.join(", ")}.`,
  ].join("\n");
}
