import { readFileSync } from "node:fs";
import { fromJson } from "@bufbuild/protobuf";
import { parse } from "smol-toml";
import { Level } from "../../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { GenerateResponse } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { type Output, OutputSchema } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Plugin } from "../../define-plugin.ts";
import { runPlugin } from "../../run-plugin.ts";
import type { Reader } from "../../table/table.ts";
import { anyProvider, type Case, cases } from "./cases/cases.ts";
import { planned } from "./cases/planned.ts";

/** A provider, and what it takes to try it. */
export interface ProviderTrial {
  readonly plugin: Plugin;
  /** The text of module.toml or its path. */
  readonly manifest: string;
  /** Reads back what the provider writes. */
  readonly reader: Reader;
  /** Where the file is rendered to, inside the manifest's outputs: ".ci/pipeline.yml". */
  readonly path: string;
  /** A building block of the provider's, with its version: "orb/command@1.2.3". Absent: any name will do. */
  readonly native?: string;
}

/** The `test` function of vitest, node:test, or anything alike. */
type Test = (title: string, run: () => Promise<void>) => unknown;

/**
 * Renders a case for every feature of the language and reads it back. Returns what is wrong, a sentence each; empty
 * when all is as `[support]` says. What it calls native or emulated must be rendered without an error and be found by
 * the reader; what it refuses must have a reason, and the core keeps it away. A provider without `[support]` may refuse
 * any case with an error of its own, which has to name the key in cig.toml.
 */
export async function providerConformance(trial: ProviderTrial): Promise<string[]> {
  const failures: string[] = [];
  for (const { title, run } of checksFor(trial))
    failures.push(...(await run()).map((failure) => `${title}: ${failure}`));
  return failures;
}

/** As `providerConformance`, with a test for each cell: "provider/github: job.retry is emulated". */
export function testProviderConformance(test: Test, trial: ProviderTrial): void {
  for (const { title, run } of checksFor(trial))
    test(title, async () => {
      const failures = await run();
      if (failures.length > 0) throw new Error(failures.join("\n"));
    });
}

interface Check {
  readonly title: string;
  readonly run: () => Promise<string[]>;
}

function checksFor(trial: ProviderTrial): Check[] {
  const { provider, support } = readManifest(trial);
  const { name } = trial.plugin;
  const known = new Set(cases.map(({ feature }) => feature));
  const unknown = Object.keys(support ?? {}).filter((feature) => !known.has(feature));
  return [
    {
      title: `${name}: [support] lists features that there are`,
      run: async () => unknown.map((feature) => `there is no feature "${feature}".`),
    },
    ...cases.map((each) => {
      const cell = support?.[each.feature];
      const state = support ? stateOf(cell) : "rendered or refused";
      return {
        title: `${name}: ${each.feature} is ${state}`,
        run: () => judge(trial, provider, each, support ? (cell ?? "missing") : undefined),
      };
    }),
  ];
}

/** A cell as module.toml writes it. */
type Cell = string | Readonly<Record<string, unknown>>;

async function judge(
  trial: ProviderTrial,
  provider: string,
  each: Case,
  cell: Cell | undefined,
): Promise<string[]> {
  if (cell === "missing") return [`[support] does not list it, so that people are refused without a reason.`];
  if (typeof cell === "object" && cell.is === "refused" && cell.level === undefined)
    return typeof cell.why === "string" && cell.why.trim() !== "" ? [] : ["it is refused without a reason."];
  const outputs = outputsOf(each, provider, trial);
  const { fragments, diagnostics } = await runPlugin(trial.plugin, "generate", { outputs, coreVersion: "0" });
  const errors = diagnostics.filter(({ level }) => level === Level.ERROR || level === Level.UNSPECIFIED);
  if (errors.length > 0)
    return cell === undefined
      ? misplaced(errors, each)
      : errors.map(({ code, message }) => `${code} ${message}`);
  if (fragments.length === 0) return ["nothing is rendered, and nothing is said."];
  // A meaning that is refused without an error is lost, and told by the core.
  if (typeof cell === "object" && cell.is === "refused") return [];
  const files = filesOf(fragments);
  return each.expect({ table: await trial.reader(files), text: [...files.values()].join("\n") });
}

/** An error of the provider's own stands at the key, at what surrounds it, or within it. */
function misplaced(errors: GenerateResponse["diagnostics"], { at }: Case): string[] {
  const wanted = at.split(".");
  const isNear = (subject: readonly string[]) =>
    subject.length > 0 && subject.every((key, index) => index >= wanted.length || key === wanted[index]);
  if (errors.some(({ location }) => isNear(location?.subject ?? []))) return [];
  return errors.map(
    ({ code, location }) => `${code} stands at "${location?.subject.join(".") ?? ""}" and not at "${at}".`,
  );
}

/** The case as the core plans it, for this provider and path. */
function outputsOf({ feature }: Case, provider: string, { path, native }: ProviderTrial): Output[] {
  const json = planned[feature];
  if (json === undefined) throw new Error(`bug: the case of "${feature}" was not planned`);
  const plain = JSON.parse(json.replaceAll(`"${anyProvider}"`, JSON.stringify(provider))) as never[];
  const outputs = plain.map((output) => Object.assign(fromJson(OutputSchema, output), { path }));
  if (native !== undefined) for (const { jobs } of outputs) nameNatives(jobs, native);
  return outputs;
}

function nameNatives(jobs: readonly Job[], native: string): void {
  const at = native.lastIndexOf("@");
  const [uses, version] = at < 0 ? [native, ""] : [native.slice(0, at), native.slice(at + 1)];
  for (const { kind } of jobs.flatMap(({ steps }) => steps))
    if (kind.case === "native") Object.assign(kind.value, { uses, version });
}

function filesOf(fragments: GenerateResponse["fragments"]): Map<string, string> {
  const files = new Map<string, string>();
  for (const { path, content } of fragments) files.set(path, `${files.get(path) ?? ""}${content}`);
  return files;
}

function readManifest({ manifest }: ProviderTrial): { provider: string; support?: Record<string, Cell> } {
  // A text has more than one line, a path never has.
  const text = manifest.includes("\n") ? manifest : readFileSync(manifest, "utf8");
  const { module, support } = parse(text) as {
    module?: { capabilities?: string[] };
    support?: Record<string, Cell>;
  };
  const capability = (module?.capabilities ?? []).find((each) => each.startsWith("provider:"));
  if (capability === undefined) throw new Error('The manifest has no capability "provider:NAME".');
  return { provider: capability.slice("provider:".length), ...(support && { support }) };
}

function stateOf(cell: Cell | undefined): string {
  if (cell === undefined) return "refused";
  return typeof cell === "string" ? cell : String(cell.is);
}
