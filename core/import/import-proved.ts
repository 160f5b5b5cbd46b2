import type { Imported } from "../../sdk/import/imported.ts";
import { parseConfig } from "../config/config.ts";
import { type Diagnostic, hasErrors, type Result } from "../diagnostic/diagnostic.ts";
import { askImport, type Question } from "./ask-import.ts";
import { type Original, type Proof, prove } from "./prove.ts";
import type { Ground } from "./render-config.ts";

/** An import, the text that came of it, and what holding it against the original showed. */
export interface ProvedImport extends Imported {
  readonly text: string;
  readonly proof: Proof;
}

/** Turns what was imported into the text of a cig.toml. */
export type Write = (imported: Imported) => string;

/**
 * Imports, and proves what came of it. Jobs whose rendering means something else, or that hinder rendering, are asked
 * for again step by step, and where that is not enough as a whole in the escape hatch.
 */
export async function importProved(
  ground: Ground,
  original: Original,
  write: Write,
): Promise<Result<ProvedImport>> {
  const literal = new Set<string>();
  const whole = new Set<string>();
  for (;;) {
    const asked: Question = { ...original, literal, whole };
    const { value: imported, diagnostics } = await askImport(ground.host, original.plugin, asked);
    if (!imported) return { diagnostics };
    const text = write(imported);
    const jobs = jobsOf(imported);
    if (jobs.length === 0) return { value: { ...imported, text, proof: nothing }, diagnostics };
    const proof = await proveText(ground, text, original);
    const more = suspects(proof, jobs, text).filter((job) => !whole.has(job));
    if (more.length === 0) return { value: { ...imported, text, proof }, diagnostics };
    for (const job of more) (literal.has(job) ? whole : literal).add(job);
  }
}

const nothing: Proof = { state: "impossible", diagnostics: [] };

/** What a text of cig.toml means, held against the original. */
async function proveText(ground: Ground, text: string, original: Original): Promise<Proof> {
  const { value: config, diagnostics } = parseConfig("cig.toml", text);
  if (!config || hasErrors(diagnostics)) return { state: "impossible", diagnostics };
  return prove(ground, config, original);
}

interface ImportedJob {
  readonly id: string;
  /** What providers call it, where that is something else. */
  readonly shown: string;
}

function jobsOf({ config }: Imported): ImportedJob[] {
  const jobs = config.jobs;
  if (typeof jobs !== "object" || Array.isArray(jobs)) return [];
  return Object.entries(jobs).map(([id, job]) => ({ id, shown: shownId(job) ?? id }));
}

/** A provider may call a job otherwise: `provider.github.id`. */
function shownId(job: unknown): string | undefined {
  const options = Object.values((job as { provider?: Record<string, { id?: unknown }> })?.provider ?? {});
  const id = options.map((each) => each?.id).find((each) => typeof each === "string");
  return id as string | undefined;
}

/** The jobs that differ, or that an error stands in. */
function suspects(proof: Proof, jobs: readonly ImportedJob[], text: string): string[] {
  switch (proof.state) {
    case "equal":
    case "none":
      return [];
    case "impossible":
      return [...new Set(proof.diagnostics.flatMap((each) => jobsNamed(each, jobs, text)))];
    case "differs": {
      const variants = new Set(
        proof.differences.flatMap(({ path }) => /^[^/]*\/jobs\/([^/]*)/.exec(path)?.[1] ?? []),
      );
      return [...variants].flatMap((variant) => jobsOfVariant(variant, jobs));
    }
  }
}

/** "test-ruby3.2" is of `test`, and of `test-ruby3.2`; where both exist, of the longer one. */
function jobsOfVariant(variant: string, jobs: readonly ImportedJob[]): string[] {
  const fitting = jobs.filter(({ shown }) => variant === shown || variant.startsWith(`${shown}-`));
  const longest = Math.max(...fitting.map(({ shown }) => shown.length));
  return fitting.filter(({ shown }) => shown.length === longest).map(({ id }) => id);
}

/** By the key that a remark is about, else by the section that its line stands in. */
function jobsNamed({ subject, at }: Diagnostic, jobs: readonly ImportedJob[], text: string): string[] {
  const known = new Set(jobs.map(({ id }) => id));
  const [top, id = ""] = (subject ?? []).map(String);
  if (top === "jobs" && known.has(id)) return [id];
  if (at?.file !== "cig.toml") return [];
  const above = text.split("\n").slice(0, at.line);
  const header = above.findLast((line) => /^\[/.test(line)) ?? "";
  const [, plain, quoted] = /^\[jobs\.(?:([\w-]+)|"([^"]*)")\]$/.exec(header) ?? [];
  const found = plain ?? quoted ?? "";
  return known.has(found) ? [found] : [];
}
