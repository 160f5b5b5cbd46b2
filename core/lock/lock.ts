import { parse } from "smol-toml";
import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import type { Pins } from "../pins.ts";
import type { JobWork, Workflow, WorkOutput, WorkPlan, WorkStore } from "../work/work-plan.ts";
import { lockPath } from "./path.ts";
import { printPins } from "./pins.ts";

export { lockPath } from "./path.ts";

/** What cig.lock holds: the plan that the committed files were rendered from, and those files. */
export interface Lock {
  readonly plan: WorkPlan;
  /** By path: "sha256:…" of what cig rendered, without the header. */
  readonly files: Readonly<Record<string, string>>;
}

/** What is written: the plan is there where a workflow leaves work out. */
export interface LockContent {
  readonly pins: Pins;
  readonly lock?: Lock;
}

/** The number of its form; another one is not understood. */
const form = 1;

/**
 * The text of cig.lock, without the header. A line for each job, so that a difference shows which jobs changed; such a
 * line is JSON, because CI reads thousands of them before anything else can start.
 */
export function printLock({ pins, lock }: LockContent): string {
  const lines = [`version = ${form}`, ...printPins(pins), ...(lock ? printPlan(lock) : [])];
  return `${lines.join("\n")}\n`;
}

function printPlan({ plan, files }: Lock): string[] {
  const lines = [
    "",
    "[tool]",
    `version = ${quote(plan.tool.version)}`,
    `digest = ${quote(plan.tool.digest)}`,
    "",
    "[files]",
    ...Object.keys(files)
      .sort()
      .map((path) => `${quote(path)} = ${quote(files[path]!)}`),
    "",
    "[plan]",
    `inputs = ${quote(plan.inputs)}`,
    `reads = ${json(plan.reads)}`,
    `words = ${json(plan.words)}`,
    `force_label = ${quote(plan.forceLabel)}`,
    `preflight = ${json(plan.preflight)}`,
    `store = ${json(plan.store)}`,
    ...table("outputs", plan.outputs),
  ];
  for (const { id, jobs } of plan.workflows)
    lines.push("", "[[plan.workflows]]", `id = ${quote(id)}`, ...table("jobs", jobs));
  return lines;
}

/**
 * Reads the plan of cig.lock; no value where no workflow leaves work out. A warning (CIG330) names what is wrong; the
 * caller goes on without it.
 */
export function parseLock(text: string): Result<Lock> {
  let value: unknown;
  const { rest, rowsOf } = takeRows(text);
  try {
    value = parse(rest);
  } catch (error) {
    return damaged(`it is no TOML (${(error as Error).message.split("\n")[0]})`);
  }
  const { version, tool, files, plan } = value as Partial<Written>;
  if (version === form && plan === undefined) return { diagnostics: [] };
  if (version !== form)
    return damaged(`it is of version ${JSON.stringify(version)}, and this cig knows ${form}`);
  try {
    const read = {
      plan: {
        tool: { version: stated(tool!.version), digest: stated(tool!.digest) },
        inputs: stated(plan!.inputs),
        reads: JSON.parse(plan!.reads) as string[],
        words: JSON.parse(plan!.words) as WorkPlan["words"],
        forceLabel: stated(plan!.force_label),
        preflight: JSON.parse(plan!.preflight) as string[],
        store: JSON.parse(plan!.store) as WorkStore,
        outputs: rowsOf(plan!.outputs) as WorkOutput[],
        workflows: (plan!.workflows ?? []).map(
          ({ id, jobs }): Workflow => ({
            id: stated(id),
            jobs: rowsOf(jobs) as JobWork[],
          }),
        ),
      },
      files: files!,
    };
    return { value: read, diagnostics: [] };
  } catch {
    return damaged("a part of it is missing or was changed");
  }
}

/** cig.lock as TOML has it. */
interface Written {
  readonly version: number;
  readonly tool: { readonly version: string; readonly digest: string };
  readonly files: Readonly<Record<string, string>>;
  readonly plan: {
    readonly inputs: string;
    readonly reads: string;
    readonly words: string;
    readonly force_label: string;
    readonly preflight: string;
    readonly store: string;
    readonly outputs: readonly unknown[];
    readonly workflows?: readonly { readonly id: string; readonly jobs: readonly unknown[] }[];
  };
}

/**
 * Takes the rows of tables out, as `printLock` writes them: there are thousands, and reading TOML character by character
 * takes longer than all else that CI waits for. Where anything looks different, all is left to the TOML parser.
 */
function takeRows(text: string): { rest: string; rowsOf(array: readonly unknown[]): unknown[] } {
  const taken: string[] = [];
  const isPlain = !/'''|"""|^ *\d/m.test(text);
  const rest = isPlain
    ? text.replace(/(?:^ {2}'[^'\n]*',\n)+/gm, (rows) => `  ${taken.push(rows) - 1},\n`)
    : text;
  const parseRow = (row: unknown) => {
    if (typeof row !== "number") return [JSON.parse(stated(row))];
    const lines = taken[row]!.slice(3, -3).split("',\n  '");
    const parsed = JSON.parse(`[${lines.join(",")}]`) as unknown[];
    if (parsed.length !== lines.length) throw new Error("a row of several values");
    return parsed;
  };
  return { rest, rowsOf: (array) => array.flatMap(parseRow) };
}

function table(name: string, rows: readonly object[]): string[] {
  return [`${name} = [`, ...rows.map((row) => `  ${json(row)},`), "]"];
}

/** JSON as a TOML string: a literal one where it can be, which needs no reading character by character. */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  return /['\0-\x1f\x7f]/.test(text) ? quote(text) : `'${text}'`;
}

/** JSON's escapes are TOML's, but for DEL. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}

function stated(value: unknown): string {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}

function damaged(why: string): Result<Lock> {
  return {
    diagnostics: [
      diagnose("CIG330", `"${lockPath}" cannot be used: ${why}. Without it nothing is left out in CI.`, {
        hint: "Let cig write it anew, and commit it:\n  cig render",
      }),
    ],
  };
}
