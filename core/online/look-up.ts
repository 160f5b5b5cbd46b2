import { create } from "@bufbuild/protobuf";
import { VersionsRequestSchema, type VersionsResponse } from "../../proto/gen/cig/plugin/v1/pins_pb.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Emit } from "../event.ts";
import type { PluginTable } from "../host/discover.ts";
import { openOutsideClient } from "../host/outside-client.ts";
import { plainText } from "../host/process/plain-text.ts";
import type { Pin } from "../pins.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { chooseVersion, newestVersion } from "./choose.ts";
import type { Question } from "./questions.ts";
import { type Source, sourcesFor } from "./sources.ts";

export interface LookUpOptions {
  readonly installed: readonly InstalledPlugin[];
  /** `[plugins]` of cig.toml: what it grants. */
  readonly table: PluginTable;
  /** Where granted variables come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly emit: Emit;
}

/** What is known of one question. */
export interface Found {
  readonly question: Question;
  /** What to fetch. Absent: there is no version such as those that are asked for. */
  readonly next?: Pin;
  /** The newest release of all. Absent: there are no releases, or it is an image. */
  readonly newest?: Pin;
}

/**
 * Asks the plugins that may use the network. What could not be looked up is told as a warning each; an error, when
 * nothing at all could be looked up. Never rejects.
 */
export async function lookUp(
  questions: readonly Question[],
  options: LookUpOptions,
): Promise<{ found: Found[]; diagnostics: Diagnostic[] }> {
  const { sources, diagnostics: lacking } = sourcesFor(questions, options.installed, options.table);
  if (sources.length === 0) return { found: [], diagnostics: [...lacking, ...nobody(questions, lacking)] };
  const answers = await Promise.all(sources.map((source) => ask(source, options)));
  const found = answers.flatMap((answer) => answer.found);
  const diagnostics = [...lacking, ...answers.flatMap((answer) => answer.diagnostics)];
  return { found, diagnostics: found.length > 0 ? diagnostics : [...diagnostics, nothingFound()] };
}

function nothingFound(): Diagnostic {
  const message = "Nothing could be looked up; the other remarks say why.";
  return diagnose("CIG333", message, { hint: "Leave out --online for what this cig itself knows." });
}

function nobody(questions: readonly Question[], lacking: readonly Diagnostic[]): Diagnostic[] {
  if (questions.length === 0) return [];
  const message = "No plugin may look versions up, so that nothing is known beyond what this cig brings.";
  const hint =
    lacking.length > 0
      ? "Grant a plugin the network, as the warning says, or leave out --online."
      : "Leave out --online: no plugin that is installed knows where to look.";
  return [diagnose("CIG333", message, { hint })];
}

async function ask(
  { plugin, grants, questions }: Source,
  { environment, emit }: LookUpOptions,
): Promise<{ found: Found[]; diagnostics: Diagnostic[] }> {
  const client = openOutsideClient({ plugin, grants, environment, emit });
  try {
    const request = create(VersionsRequestSchema, {
      questions: questionsByName(questions),
      grants: [...grants],
      deadlineMs: Math.floor(deadlineMs * shareOfPlugin),
    });
    const answer = await client.ask("versions", request, deadlineMs);
    if (!answer.ok) return { found: [], diagnostics: [{ ...answer.diagnostic, level: "error" }] };
    const judged = questions.map((question) => judge(question, answer.response, plugin.name));
    return {
      found: judged.flatMap(({ found }) => found ?? []),
      diagnostics: judged.flatMap(({ diagnostic }) => diagnostic ?? []),
    };
  } finally {
    await client.close();
  }
}

const deadlineMs = 60_000;
/** The rest is for starting the process and for the way back. */
const shareOfPlugin = 0.9;

/** One name may be asked for in several lines of versions. */
function questionsByName(questions: readonly Question[]) {
  const byName = new Map<string, { provider: string; name: string; versions: string[] }>();
  for (const { provider, name, wanted } of questions) {
    const one = byName.get(`${provider} ${name}`) ?? { provider, name, versions: [] };
    byName.set(`${provider} ${name}`, {
      ...one,
      versions: [...new Set([...one.versions, ...wanted])].sort(),
    });
  }
  return [...byName.values()];
}

/** What an answer says of a question. Whatever ends up in rendered files is looked at before it is believed. */
function judge(
  question: Question,
  { answers }: VersionsResponse,
  plugin: string,
): { found?: Found; diagnostic?: Diagnostic } {
  const { provider, name, wanted } = question;
  const answer = answers.find((each) => each.provider === provider && each.name === name);
  const unsaid = "is not spoken of in the answer";
  const problem = answer === undefined ? unsaid : plainText(answer.problem);
  if (!answer || problem !== "") return { diagnostic: unknown(`"${name}" ${problem}.`, plugin) };
  const isImage = provider === "";
  const known = answer.versions
    .filter(({ version, digest }) =>
      isImage ? version === "" && image.test(digest) : isPin(version, digest),
    )
    .map(({ version, digest }): Pin => ({ version, digest }));
  const next = isImage ? known[0] : chooseVersion(wanted, known);
  const newest = newestVersion(known);
  if (next) return { found: { question, next, ...(newest && { newest }) } };
  const words = wanted.map((word) => `"${word}"`).join(" and ");
  const message = `"${name}" has no version that is ${words || "known"}${newest ? `; the newest is ${newest.version}` : ""}.`;
  return { found: { question, ...(newest && { newest }) }, diagnostic: unknown(message, plugin) };
}

const image = /^sha256:[0-9a-f]{64}$/;

function isPin(version: string, digest: string): boolean {
  return /^[\w.+-]{1,64}$/.test(version) && /^[0-9a-f]{40}$/.test(digest);
}

function unknown(message: string, plugin: string): Diagnostic {
  return diagnose("CIG334", message, { plugin, hint: "Its line of cig.lock stays as it is." });
}
