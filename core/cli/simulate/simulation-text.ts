import { foreignLine } from "../../report/foreign.ts";
import type { Stream } from "../../report/terminal.ts";
import { displayWidth } from "../../report/width.ts";
import { wrap } from "../../report/wrap.ts";
import type { Scene } from "./scene.ts";
import type { Fate, SimulatedRow } from "./simulate.ts";

/** The scene, then a line for each variant; providers on which it is the same share one. */
export function simulationText(
  rows: readonly SimulatedRow[],
  scene: Scene,
  changed: readonly string[],
  { paint, width }: Pick<Stream, "paint" | "width">,
): string {
  const shown = changed.slice(0, 3).map(foreignLine).join(", ");
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : "";
  const lines = [
    paint.bold(
      `${sceneText(scene)}; ${changed.length === 0 ? "no file changes" : `changed: ${shown}${more}`}`,
    ),
  ];
  const longest = Math.min(40, Math.max(0, ...rows.map(({ id }) => displayWidth(id))));
  const words = { run: paint.yellow, skip: paint.green, "not started": paint.dim };
  for (const { id, fates } of rows) {
    let name = foreignLine(id);
    for (const group of grouped(fates)) {
      const { fate, reason } = group[0]!;
      const providers = group.map(({ provider }) => provider);
      const whose = providers.length === fates.length ? "" : `${[...new Set(providers)].join(", ")}: `;
      const indent = longest + 15;
      const [first = "", ...others] = wrap(`${whose}${foreignLine(reason)}`, Math.max(20, width() - indent));
      lines.push(`${name.padEnd(longest)}  ${words[fate](fate.padEnd(11))}  ${first}`);
      lines.push(...others.map((line) => `${" ".repeat(indent)}${line}`));
      name = "";
    }
  }
  const count = (fate: Fate["fate"]) =>
    rows.filter(({ fates }) => fates.some((each) => each.fate === fate)).length;
  lines.push(
    `${rows.length} jobs: ${count("run")} run, ${count("skip")} left out, ${count("not started")} not started`,
  );
  return `${lines.join("\n")}\n`;
}

function sceneText({ event, branch, tag, base }: Scene): string {
  switch (event) {
    case "push":
      return tag === "" ? `A push to ${branch}` : `A push of the tag ${tag}`;
    case "pull_request":
      return `A pull request from ${branch} to ${base}`;
    case "merge_queue":
      return `The merge queue of ${base}`;
    case "schedule":
      return `A schedule on ${branch}`;
    case "manual":
      return `Somebody starts it on ${branch}`;
    case "release":
      return `A release${tag === "" ? "" : ` ${tag}`}`;
  }
}

function grouped(fates: readonly Fate[]): Fate[][] {
  const groups = new Map<string, Fate[]>();
  for (const each of fates) {
    const key = `${each.fate}\n${each.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}
