import type { PipelineResult } from "../../pipeline.ts";
import { foreignLine } from "../../report/foreign.ts";
import { displayName } from "../display-name.ts";
import { type Finding, findingsOf, placeText } from "../findings.ts";
import { show } from "../show-text.ts";

/** What was detected or is declared, a line each; with "full" every fact as the plugins gave it. */
export function detectedLines(result: PipelineResult, detail: "normal" | "full"): string[] {
  const facts = result.detected?.facts ?? [];
  if (detail === "full")
    return facts.map(({ key, value, plugin, evidence }) =>
      line(`${key} = ${value}`, plugin, evidence.map(placeText)),
    );
  const declared = declaredServices(result);
  const names = new Set(declared.map(({ name }) => name));
  const detected = findingsOf(facts).filter(({ service }) => service === undefined || !names.has(service));
  return [...detected.map(findingLine), ...declared.map(({ text, plugin }) => line(text, plugin, []))];
}

function findingLine({ what, verb, plugin, root, evidence }: Finding): string {
  return line(`${what} ${verb}${root ? ` in ${root}` : ""}`, plugin, evidence.slice(0, 1).map(placeText));
}

interface Declared {
  readonly name: string;
  readonly text: string;
  readonly plugin: string;
}

/** Services that cig.toml asks plugins for, each version once. */
function declaredServices({ plan }: PipelineResult): Declared[] {
  const declared = new Map<string, Declared>();
  for (const { kind, plugin } of plan?.resources ?? []) {
    if (kind.case !== "expansion" || !plugin) continue;
    for (const { name, image } of kind.value.services) {
      const tag = /:([\w][\w.-]*)(?:@.*)?$/.exec(show("", image))?.[1];
      const stated = kind.value.versions.find(({ tool }) => tool === name)?.version;
      const version = stated ? show("", stated) : tag;
      const text = [displayName(name), version, "declared"].filter(Boolean).join(" ");
      if (!declared.has(text)) declared.set(text, { name, text, plugin });
    }
  }
  return [...declared.values()];
}

function line(text: string, plugin: string, places: readonly string[]): string {
  return foreignLine([`${text} (${plugin})`, places.slice(0, 3).join(", ")].filter(Boolean).join("  "));
}
