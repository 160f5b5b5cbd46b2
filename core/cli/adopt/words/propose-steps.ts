import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import { pinKey } from "../../../pins.ts";
import type { Path } from "../compare-workflow.ts";
import { type Aligned, align } from "./align.ts";
import { alike, isTable, surelyAlike } from "./alike.ts";
import { type OwnStep, ownSteps, stepsPath } from "./own-steps.ts";
import { patchScript } from "./patch-script.ts";
import { oneWay, type Proposal, type Way } from "./proposal.ts";
import { tableChanges, valueAt } from "./table-changes.ts";

/** The steps of a job as an importer says them: as they were rendered, and as somebody edited them. */
export interface BothSteps {
  readonly provider: string;
  readonly before: readonly TomlTable[];
  readonly after: readonly TomlTable[];
}

/** What cig.toml may say of steps that were changed, added or taken away; the last step first, so that indexes hold. */
export function proposeSteps(
  config: TomlTable,
  job: string,
  { provider, before, after }: BothSteps,
): Proposal[] {
  const own = ownSteps(config, job);
  const origins = new Map<number, OwnStep>();
  const said = own.map(({ step }) => step);
  for (const pair of align(before, said, surelyAlike))
    if (pair.before !== undefined && pair.after !== undefined) origins.set(pair.before, own[pair.after]!);
  const pairs = align(before, after, alike);
  return pairs
    .map((pair, at): Proposal[] => {
      if (pair.before === undefined)
        return [{ ways: added(config, job, after[pair.after!]!, neighbours(pairs, at, origins)) }];
      const origin = origins.get(pair.before);
      if (pair.after !== undefined)
        return changed(config, job, before[pair.before]!, after[pair.after]!, origin).map(
          withHatch(provider, origin),
        );
      return origin ? [{ ways: [oneWay({ kind: "remove", path: origin.path }, origin.step)] }] : [];
    })
    .reverse()
    .flat();
}

function changed(
  config: TomlTable,
  job: string,
  before: TomlTable,
  after: TomlTable,
  origin: OwnStep | undefined,
): Proposal[] {
  const changes = tableChanges(before, after);
  // The checkout in front of all is the job's own.
  if (changes.length > 0 && !origin && before.checkout !== undefined && after.checkout !== undefined)
    return [{ ways: [oneWay({ kind: "set", path: ["jobs", job, "checkout"], value: after.checkout })] }];
  return changes.map(({ path, before: was, after: is }): Proposal => {
    if (path[0] === "run" && path.length === 1)
      return { ways: scriptWays(config, String(was), String(is), origin) };
    if (!origin) return { ways: [] };
    const place: Path = [...origin.path, ...path];
    const ours = valueAt(config, place);
    if (is === undefined) return { ways: [oneWay({ kind: "remove", path: place }, ours)] };
    const ways = [oneWay({ kind: "set", path: place, value: is }, ours)];
    // An action that is only named has no place for inputs.
    const native: Path = [...origin.path, ...path.slice(0, 2)];
    const name = valueAt(config, native);
    if (path[0] === "native" && typeof name === "string" && path.length > 2) {
      const inner = path.slice(2).reduceRight<TomlValue>((value, key) => ({ [key]: value }), is);
      ways.push(oneWay({ kind: "set", path: native, value: { uses: name, ...(inner as TomlTable) } }, name));
    }
    return { ways };
  });
}

/** What providers call the keys of a step whose texts mean the same there. */
const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  github: { run: "run", name: "name", env: "env", timeout: "timeout-minutes" },
  circleci: { run: "command", name: "name", env: "environment" },
};

/** Where cig.toml says the step for other files, too, the provider's own words may say it for one. */
function withHatch(provider: string, origin: OwnStep | undefined): (proposal: Proposal) => Proposal {
  return ({ ways }) => {
    const [way] = ways;
    if (!origin || way?.after === undefined || JSON.stringify(way.after).includes("{{")) return { ways };
    const [key, ...inner] = way.path.slice(origin.path.length).map(String);
    const own = words[provider]?.[key ?? ""];
    if (own === undefined) return { ways };
    const path: Path = [...origin.path, "provider", provider, own, ...inner];
    return { ways: [...ways, oneWay({ kind: "set", path, value: way.after })] };
  };
}

/** Where the script surely stands; else wherever a script of cig.toml has these lines. */
function scriptWays(config: TomlTable, before: string, after: string, origin?: OwnStep): Way[] {
  const places = origin ? [[...origin.path, "run"]] : scriptsIn(config, []);
  return places.flatMap((path): Way[] => {
    const own = valueAt(config, path);
    const value = typeof own === "string" ? patchScript(own, before, after) : undefined;
    if (value === undefined || value === own) return [];
    const way = oneWay({ kind: "set", path, value }, own);
    return [way, ...named(config, way, String(own))];
  });
}

/** Where a step is shown as the first line of its script, it goes on to be shown as the old one. */
function named(config: TomlTable, way: Way, script: string): Way[] {
  const name: Path = [...way.path.slice(0, -1), "name"];
  const [line = ""] = script.trim().split("\n");
  if (valueAt(config, name) !== undefined || line.includes("{{")) return [];
  return [{ ...way, operations: [...way.operations, { kind: "set", path: name, value: line }] }];
}

function scriptsIn(value: TomlValue, path: Path): Path[] {
  if (typeof value !== "object") return typeof value === "string" && path.at(-1) === "run" ? [path] : [];
  const entries: [string | number, TomlValue][] = Array.isArray(value)
    ? value.map((each, index) => [index, each])
    : Object.entries(value as TomlTable);
  return entries.flatMap(([key, each]) => scriptsIn(each, [...path, key]));
}

interface Neighbours {
  readonly above?: OwnStep;
  readonly below?: OwnStep;
}

function neighbours(
  pairs: readonly Aligned[],
  at: number,
  origins: ReadonlyMap<number, OwnStep>,
): Neighbours {
  const own = (list: readonly Aligned[]) => list.flatMap(({ before }) => origins.get(before ?? -1) ?? []);
  const [above, below] = [own(pairs.slice(0, at)).at(-1), own(pairs.slice(at + 1))[0]];
  return { ...(above && { above }), ...(below && { below }) };
}

/** Behind the step that it stands behind, else before the one that it stands before; in a job without steps the first. */
function added(config: TomlTable, job: string, step: TomlTable, { above, below }: Neighbours): Way[] {
  const places: Path[] = [];
  if (above) places.push([...above.path.slice(0, -1), Number(above.path.at(-1)) + 1]);
  if (below && !places.some((place) => String(place) === String(below.path))) places.push(below.path);
  const list = stepsPath(config, job);
  const isEmpty = places.length === 0;
  return forms(step).flatMap(({ value, pins }): Way[] => {
    const insert = (path: Path): Way => ({
      ...oneWay({ kind: "insert", path, value }),
      to: "cig.toml",
      ...(pins && { pins }),
    });
    if (!isEmpty) return places.map(insert);
    if (valueAt(config, list) !== undefined) return [insert([...list, 0])];
    return [{ ...oneWay({ kind: "set", path: list, value: [value] }), ...(pins && { pins }) }];
  });
}

/** An action that is pinned: by its line in cig.toml and its commit in cig.lock, or all of it in cig.toml. */
function forms(step: TomlTable): Pick<Way & { value: TomlTable }, "value" | "pins">[] {
  const [provider, native] = Object.entries((step.native ?? {}) as TomlTable)[0] ?? [];
  // On CircleCI cig limits how long a script may be silent, and the new one does not.
  const unlimited = {
    ...step,
    provider: { circleci: { ...hatchOf(step, "circleci"), no_output_timeout: false } },
  };
  if (provider === undefined || !isTable(native))
    return step.run === undefined ? [{ value: step }] : [{ value: step }, { value: unlimited }];
  const { uses, pin, version, ...rest } = native;
  if (typeof pin !== "string" || typeof version !== "string") return [{ value: step }];
  const [owner, name] = String(uses).split("/");
  const key = pinKey(`${owner}/${name}`, version);
  const line = `${uses}@${key.slice(key.lastIndexOf("@") + 1)}`;
  const short: TomlTable = {
    ...step,
    native: { [provider]: Object.keys(rest).length === 0 ? line : { uses: line, ...rest } },
  };
  return [{ value: short, pins: new Map([[key, { version, digest: pin }]]) }, { value: step }];
}

function hatchOf(step: TomlTable, provider: string): TomlTable {
  const hatch = valueAt(step, ["provider", provider]);
  return isTable(hatch) ? hatch : {};
}
