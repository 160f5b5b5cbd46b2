import { byCodeUnit } from "../../compare.ts";
import type { PipelineResult } from "../../pipeline/pipeline.ts";
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

/** Services of the jobs that a plugin stands behind, each version once. */
function declaredServices({ plan, detected, plugins }: PipelineResult): Declared[] {
  const pluginOf = (service: string) =>
    detected?.facts.find(({ key }) => key === `service.${service}` || key.startsWith(`service.${service}.`))
      ?.plugin ?? plugins.find(({ name }) => name.endsWith(`/${service}`))?.name;
  const declared = new Map<string, Declared>();
  for (const { services, versions } of plan?.outputs.flatMap(({ jobs }) => jobs) ?? [])
    for (const { name, image } of services) {
      const plugin = pluginOf(name);
      const stated = versions.find(({ tool }) => tool === name)?.version;
      const version = stated ? show("", stated) : /:([\w][\w.-]*)(?:@.*)?$/.exec(show("", image))?.[1];
      const text = [displayName(name), version, "declared"].filter(Boolean).join(" ");
      if (plugin) declared.set(text, { name, text, plugin });
    }
  return [...declared.values()].sort((a, b) => byCodeUnit(a.text, b.text));
}

function line(text: string, plugin: string, places: readonly string[]): string {
  return foreignLine([`${text} (${plugin})`, places.slice(0, 3).join(", ")].filter(Boolean).join("  "));
}
