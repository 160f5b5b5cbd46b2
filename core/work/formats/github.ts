import { printMarker } from "../../store/marker.ts";
import type { Decided } from "../result.ts";

/**
 * Lines for $GITHUB_OUTPUT: for each job `<job>=run|skip`, for one with a matrix also `<job>-matrix=…`, the combinations
 * that run, and `markers=…`, what the variants that run earn, by variant.
 */
export function githubOutputs(all: readonly Decided[]): string {
  const jobs = new Map<string, Decided[]>();
  for (const each of all) {
    const own = jobs.get(each.verdict.job) ?? [];
    jobs.set(each.verdict.job, own);
    own.push(each);
  }
  const lines: string[] = [];
  for (const [id, variants] of jobs) {
    const running = variants.filter(({ verdict }) => verdict.verdict === "run");
    lines.push(`${id}=${running.length > 0 ? "run" : "skip"}`);
    if (variants.some(({ matrix }) => Object.keys(matrix).length > 0))
      lines.push(`${id}-matrix=${JSON.stringify(running.map(combination))}`);
  }
  const markers = all.flatMap(({ verdict, marker }) =>
    verdict.verdict === "run" && marker ? [[verdict.id, printMarker(marker).trimEnd()]] : [],
  );
  lines.push(`markers=${JSON.stringify(Object.fromEntries(markers))}`);
  return `${lines.join("\n")}\n`;
}

/** Lines for $GITHUB_OUTPUT that tell under which keys markers would be found. */
export function githubKeys(all: readonly Pick<Decided, "variant">[]): string {
  return all.map(({ variant: { id, signature } }) => `key-${id}=cig-1-${id}-${signature}\n`).join("");
}

function combination({ matrix, variant }: Decided): object {
  return { ...matrix, "cig-variant": variant.id };
}
