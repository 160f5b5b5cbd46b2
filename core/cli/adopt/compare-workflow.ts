import type { TomlTable, TomlValue } from "../../../sdk/import/imported.ts";
import { byCodeUnit } from "../../compare.ts";
import { bodyOf } from "../../output/header.ts";
import { type ReadYaml, readYaml } from "../../output/read-yaml.ts";
import { type Pin, pinKey } from "../../pins.ts";
import { settled } from "./settled.ts";
import { align } from "./words/align.ts";
import { alike } from "./words/alike.ts";

/** Something that an editor of a workflow changed. */
export type Edit =
  /** Another commit of an action, or another digest of an image. */
  | {
      readonly kind: "pin";
      readonly path: Path;
      /** "acme/deploy", "postgres:16" */
      readonly name: string;
      /** Without a digest where it had none. */
      readonly before: Pin;
      readonly after: Pin;
    }
  /** What the escape hatch takes. `job` is absent for what stands beside the jobs. */
  | {
      readonly kind: "value";
      readonly path: Path;
      readonly job?: string;
      /** Below the job, or below the top. */
      readonly key: readonly string[];
      readonly before?: unknown;
      readonly after: TomlValue;
    }
  | { readonly kind: "unsayable"; readonly path: Path; readonly why: string };

/** Keys and indexes from the top of the file. */
export type Path = readonly (string | number)[];

/** What was changed between two files of YAML; a text says why one of them cannot be read. Pure. */
export function compareWorkflow(before: string, after: string): readonly Edit[] | string {
  const [old, edited] = [readYaml(before), readYaml(after)];
  if (typeof old === "string") return old;
  if (typeof edited === "string") return edited;
  const versions = { old: versionsOf(old), edited: versionsOf(edited) };
  return compareValue(jobsByKey(settled(old.value)), jobsByKey(settled(edited.value)), [], versions);
}

/** The jobs of Buildkite are a list, each with its key. */
function jobsByKey(value: unknown): unknown {
  if (!isTable(value) || !Array.isArray(value.steps)) return value;
  const { steps, ...rest } = value;
  const entries = (steps as unknown[]).map((step) => [isTable(step) ? step.key : undefined, step] as const);
  const isKeyed = entries.every(([key]) => typeof key === "string");
  return isKeyed ? { ...rest, jobs: Object.fromEntries(entries) } : value;
}

/** What a workflow says, whatever its comments, order and quotes are: equal texts mean the same. */
export function meaningOf(path: string, text: string): string {
  if (!/\.ya?ml$/.test(path)) return bodyOf(text);
  const read = readYaml(text);
  return typeof read === "string" ? read : JSON.stringify(sorted(settled(read.value)));
}

type Versions = ReadonlyMap<string, string>;

interface Both {
  readonly old: Versions;
  readonly edited: Versions;
}

/** The versions that stand as comments behind commits. */
function versionsOf({ remarks }: ReadYaml): Versions {
  const version = /^\s*(?:tag=)?(v?\d[\w.+-]*)/;
  return new Map(
    [...remarks].flatMap(([uses, remark]) => {
      const found = version.exec(remark)?.[1];
      return found === undefined ? [] : [[uses, found] as const];
    }),
  );
}

function compareValue(before: unknown, after: unknown, path: Path, versions: Both): Edit[] {
  if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))) return [];
  if (isTable(before) && isTable(after)) return compareTables(before, after, path, versions);
  const pin = comparePins(before, after, path, versions);
  if (pin) return [pin];
  if (Array.isArray(before) && Array.isArray(after) && path.at(-1) === "steps" && isInSteps(path))
    return compareSteps(before, after, path, versions);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const edits = before.flatMap((item, index) =>
      compareValue(item, after[index], [...path, index], versions),
    );
    // A step that cannot be adopted is told by its number; other lists are replaced as a whole.
    if (isInSteps(path) || edits.every(({ kind }) => kind === "pin")) return edits;
  }
  return [valueEdit(before, after, path)];
}

/** Each step with what became of it; the places are those of the edited file. */
function compareSteps(
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
  versions: Both,
): Edit[] {
  let last = 0;
  return align(before.map(stepLike), after.map(stepLike), alike).flatMap((pair): Edit[] => {
    last = pair.after ?? last;
    const own = [...path, last];
    if (pair.before !== undefined && pair.after !== undefined)
      return compareValue(before[pair.before], after[pair.after], own, versions);
    const why =
      pair.after === undefined
        ? "A step before or behind it was taken away that no step of cig.toml surely is."
        : "The step is new, and in cig.toml it would come to stand elsewhere or mean something else.";
    return [{ kind: "unsayable", path: own, why }];
  });
}

/** As much of a step as tells it from others. */
function stepLike(step: unknown): TomlTable {
  const { name, run, uses, ...rest } = isTable(step) ? step : { run: JSON.stringify(step) };
  const called: TomlTable = typeof name === "string" ? { name } : {};
  const all = JSON.stringify(sorted(rest));
  if (isTable(run))
    return { ...called, run: String(run.command), with: JSON.stringify(sorted({ ...run, rest })) };
  if (uses === undefined && run === undefined)
    return { native: { one: Object.keys(rest).join(" ") || String(step) }, with: all };
  return run === undefined
    ? { ...called, native: { one: String(uses) }, with: all }
    : { ...called, run: String(run), with: all };
}

function compareTables(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: Path,
  versions: Both,
): Edit[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): Edit[] => {
    const own = [...path, key];
    if (!Object.hasOwn(after, key)) return [removed(before[key], own)];
    if (Object.hasOwn(before, key)) return compareValue(before[key], after[key], own, versions);
    return [valueEdit(undefined, after[key], own)];
  });
}

/** The same action or image, fetched by something else. */
function comparePins(before: unknown, after: unknown, path: Path, { old, edited }: Both): Edit | undefined {
  if (typeof before !== "string" || typeof after !== "string") return undefined;
  const [was, is] = [splitPin(before), splitPin(after)];
  if (!was || !is?.digest || was.name !== is.name) return undefined;
  const isAction = path.at(-1) === "uses";
  if (!isAction && path.at(-1) !== "image" && path.at(-1) !== "container") return undefined;
  if (isAction !== !is.digest.startsWith("sha256:")) return undefined;
  const version = isAction ? edited.get(after) : "";
  if (version === undefined)
    return { kind: "unsayable", path, why: "A commit needs its version in a comment behind it: # v1.2.3" };
  const name = isAction ? is.name.split("/").slice(0, 2).join("/") : is.name;
  const held = { before: { version: was.ref ?? old.get(before) ?? "", digest: was.digest ?? "" } };
  return { kind: "pin", path, name, ...held, after: { version, digest: is.digest } };
}

/** "acme/deploy" and "v2" of "acme/deploy@v2"; a digest or a full commit id instead of "v2" is told apart. */
function splitPin(text: string): { name: string; digest?: string; ref?: string } | undefined {
  const [, name, ref] = /^([^@\s]+)(?:@([^@\s]+))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (ref === undefined) return { name };
  return /^(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/.test(ref) ? { name, digest: ref } : { name, ref };
}

/** Whether an edit stays within the line of versions that was asked for. */
export function isSameLine({ name, before, after }: Extract<Edit, { kind: "pin" }>): boolean {
  return after.version === "" || pinKey(name, before.version) === pinKey(name, after.version);
}

function valueEdit(before: unknown, after: unknown, path: Path): Edit {
  if (path.length === 2 && path[0] === "jobs" && before === undefined)
    return { kind: "unsayable", path, why: "In cig's words the new job would mean something else." };
  if (isInSteps(path))
    return {
      kind: "unsayable",
      path: stepOf(path),
      why: `No step of cig.toml is surely this one, or it would change others, too. The line that each step comes from: cig explain ${stepsAt(path) > 1 ? `job.${path[1]}` : "job.NAME"}`,
    };
  if (path.some((key) => typeof key === "number") || path.length === 0 || !isSayable(after))
    return { kind: "unsayable", path, why: "TOML has no value for it." };
  const keys = path.map(String);
  const isInJob = keys[0] === "jobs" && keys.length > 2;
  if (keys[0] === "jobs" && !isInJob)
    return { kind: "unsayable", path, why: "It is no table of keys any more." };
  const place = isInJob ? { job: keys[1]!, key: keys.slice(2) } : { key: keys };
  return { kind: "value", path, ...place, before, after };
}

/** Tables in which `false` takes a key out; see the escape hatch of provider/github. */
const takesOut: ReadonlySet<string> = new Set(["on", "permissions", "defaults", "run"]);
const ownFalse: ReadonlySet<string> = new Set(["continue-on-error", "with", "steps", "jobs", "uses"]);

function removed(before: unknown, path: Path): Edit {
  if (path.length === 2 && path[0] === "jobs")
    return {
      kind: "unsayable",
      path,
      why: `Where the job is not needed any more, take [jobs.${path[1]}] out of cig.toml.`,
    };
  const edit = valueEdit(before, path.at(-1) === "if" ? "" : false, path);
  if (edit.kind !== "value")
    return { kind: "unsayable", path: edit.path, why: "What is taken away is taken away in cig.toml." };
  const inner = edit.key.slice(0, -1);
  if (inner.every((key) => takesOut.has(key)) && !ownFalse.has(edit.key.at(-1)!)) return edit;
  return {
    kind: "unsayable",
    path,
    why: "The escape hatch adds and replaces, and cannot take this key away.",
  };
}

function isInSteps(path: Path): boolean {
  return stepsAt(path) >= 0;
}

/** The step, where one of several was changed; else the list. */
function stepOf(path: Path): Path {
  return path.slice(0, stepsAt(path) + 2);
}

/** A job may be called "steps", too. */
function stepsAt(path: Path): number {
  return path.findIndex((key, index) => key === "steps" && path[index - 1] !== "jobs");
}

function isSayable(value: unknown): value is TomlValue {
  if (Array.isArray(value)) return value.every(isSayable);
  if (isTable(value)) return Object.values(value).every(isSayable);
  return ["string", "number", "boolean"].includes(typeof value);
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> & TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTable(value)) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, sorted(each)]);
  return Object.fromEntries(entries.sort(([a], [b]) => byCodeUnit(a, b)));
}
