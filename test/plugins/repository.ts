import { readFileSync } from "node:fs";
import {
  create,
  type DetectResponse,
  Level,
  type Plugin,
  type RepositoryFile,
  RepositoryFileSchema,
  runPlugin,
} from "cig/sdk";
import { evidenceFor } from "../../core/detect/evidence.ts";
import { isWorthAsking } from "../../core/detect/worth-asking.ts";
import { parseManifest } from "../../core/manifest.ts";

/** A repository in short: text or bytes by path; null for a file that is only listed. */
export type Contents = Readonly<Record<string, string | Uint8Array | null>>;

/** The files as a detect hook gets them. */
export function filesOf(contents: Contents): RepositoryFile[] {
  return Object.entries(contents).map(([path, content]) =>
    create(RepositoryFileSchema, {
      path,
      listedOnly: content === null,
      content:
        typeof content === "string" ? new TextEncoder().encode(content) : (content ?? new Uint8Array()),
    }),
  );
}

/** What a plugin detects, in a form that is easy to compare. */
export interface Seen {
  /** Value by key. */
  readonly facts: Readonly<Record<string, string>>;
  /** "Gemfile:3" by key; 0 lines are left out. */
  readonly evidence: Readonly<Record<string, readonly string[]>>;
  readonly confidence: Readonly<Record<string, number>>;
  readonly signals: readonly string[];
  /** "WARNING RUBY102 Gemfile:3" */
  readonly remarks: readonly string[];
  readonly messages: readonly string[];
}

/** Runs a plugin's detect hook over a repository. Fails where it finds something and its `[detect]` says that it cannot. */
export async function see(plugin: Plugin, contents: Contents): Promise<Seen> {
  const files = filesOf(contents);
  const found = await runPlugin(plugin, "detect", { files });
  if (found.facts.length + found.signals.length > 0 && !(await isAsked(plugin.name, files)))
    throw new Error(`[detect] of ${plugin.name} would keep it from finding this.`);
  return seen(found);
}

function isAsked(name: string, files: readonly RepositoryFile[]): Promise<boolean> {
  const text = readFileSync(`plugins/${name}/module.toml`, "utf8");
  const manifest = parseManifest(text, "module.toml").value!;
  const contents = new Map(
    files.map(({ path, content, listedOnly }) => [path, listedOnly ? undefined : content]),
  );
  const candidates = evidenceFor([manifest], [...contents.keys()], () => false);
  return isWorthAsking(manifest, { read: async (path) => contents.get(path) }, candidates);
}

function seen(response: DetectResponse): Seen {
  const place = ({ file, line }: { file: string; line: number }) => (line > 0 ? `${file}:${line}` : file);
  return {
    facts: Object.fromEntries(response.facts.map(({ key, value }) => [key, value])),
    evidence: Object.fromEntries(response.facts.map(({ key, evidence }) => [key, evidence.map(place)])),
    confidence: Object.fromEntries(response.facts.map(({ key, confidence }) => [key, confidence])),
    signals: response.signals,
    remarks: response.diagnostics.map(
      ({ level, code, location }) => `${Level[level]} ${code} ${location ? place(location) : ""}`,
    ),
    messages: response.diagnostics.map(({ message, hint }) => `${message} ${hint}`),
  };
}
