import { describe, expect, it } from "vitest";
import { compareTables } from "../../sdk/table/compare.ts";
import type { JobTable, Reader } from "../../sdk/table/table.ts";
import { readerOf } from "../conformance/readers.ts";
import { openBundled } from "../in-process.ts";
import { type Mutant, mutantsOf } from "./mutate.ts";
import { lineMutantsOf, ownLinesOfBuildkite, ownLinesOfJenkins } from "./mutate-lines.ts";
import { goldenInput, renderForAll } from "./render.ts";

const bundled = await openBundled();

/**
 * What may change in a file without changing what it means. Everything else must be noticed: a comparison that is blind
 * to a place would call two files equal that are not.
 */
const harmless: Readonly<Record<string, readonly RegExp[]>> = {
  github: [
    // What cig adds is known by its form, not by each of its words.
    /cig's own: /,
    // What people see.
    /steps\.\*\.name$/,
    // A newer release, or another commit, of the same action.
    /^changed jobs\.\*\.steps\.\*\.uses$/,
    // How often the engine asks whether a service is ready.
    /services\.\*\.options$/,
    // Settings of the actions themselves.
    /with\.(?:package-manager-cache|persist-credentials)$/,
    /^removed jobs\.\*\.steps\.\*\.with$/,
    // Nothing stands there, and a word there is nothing, too.
    /^changed on\.(?:pull_request|merge_group)$/,
    // bash is what the table has where nothing is said.
    /^removed jobs\.\*\.defaults/,
  ],
  circleci: [
    /cig's own: /,
    /\.name$/,
    /\.description$/,
    /\.no_output_timeout$/,
    // Kinds of parameters, and the version of the language.
    /parameters\.\w+\.type$/,
    /version$/,
    // A pattern of tags that still takes v1.2.3.
    /filters\.tags\.only$/,
    // What an approval waits for, its job waits for, too.
    /approve-deploy\.(?:filters|requires)/,
    /deploy\.requires\.\*$/,
  ],
};

describe.each(Object.entries(harmless))("a file of %s", (provider, patterns) => {
  it.each(["four-providers", "services"])("cannot be changed without notice: golden/%s", async (name) => {
    const { toml, files } = goldenInput(name);
    const rendered = (await renderForAll(bundled, toml, files)).byProvider.get(provider)!.files;
    const [[, text] = ["", ""]] = rendered;
    const mutants = mutantsOf(text);
    expect(mutants.length).toBeGreaterThan(100);
    expect(await unnoticedOf(provider, rendered, mutants, patterns)).toEqual([]);
  });
});

/** The same of files that are scripts for the most part, line by line. */
const harmlessLines: Readonly<Record<string, readonly RegExp[]>> = {
  buildkite: [
    // What people see.
    /# CI$|- label: |- block: /,
    // The frame of a script of cig, which is known by its parts.
    / (?:begin|status=0|exit "\$\$status"|if \[ "\$\$status" -eq 0 \]; then|fi|open_network|open_tools|env:)$/,
    // A step without a key is known by its label.
    /^removed key: /,
    // Without a `wait` nothing is waited for; and what an approval waits for, its job waits for, too.
    /depends_on: (?:\[\]|build)$|- build$/,
    // An approval is asked for where its job works; a word that nobody knows is left to the build.
    /if: build\.source == /,
    // A secret under its own name.
    /^removed (\w+)="\$\$\{\1:-\}" \\$/,
    // The table does not say which job an artifact is of, what tells that a service is ready, and what a container gets.
    /^changed (?:fetch|wait_for) |pass [A-Z_ ]+$/,
  ],
  jenkins: [
    // Words of the language around sections and blocks, of which the tree of stages is made.
    /^changed (?:agent|always|cleanup|not|options|post|script|try|\} finally) ?\{?$|^removed (?:\}|post \{|\} finally \{|'''\))$/,
    /agent none|before(?:Agent|Input) true|skipDefaultCheckout|disableRestartFromStage|stage\('Level|import groovy/,
    // What cig keeps of how runs ended, and whose run it is.
    /runsBegun|runsPassed|How many runs|passed\('|allPassed\(|CIG_RUN|catchError\(|cig-tools/,
    // Services are docker commands, of which names, images, ports and variables are read.
    /cleanUpOf\w+\(\)|cleanup \{|CIG_UNIT|CIG_IMAGE|--network|docker |waited|done$|exit 1|fi$|sleep 1|is not ready after|label: '|set -eo pipefail/,
    // What people see, and switches of Jenkins' own.
    /message '|is to be saved|is restored|skipMarkingBuildUnstable|compressionMethod|userRemoteConfigs|unit: 'MINUTES'/,
    // An artifact is kept for people and for other jobs, in two lines that mean one row.
    /archiveArtifacts\(|^removed stash\(|\/\/ Artifact/,
    // Conditions that follow from those beside them.
    /buildingTag\(\)|changeRequest\(\)|^removed tag pattern|^removed label 'linux && amd64'/,
  ],
};

const ownLines = { buildkite: ownLinesOfBuildkite, jenkins: ownLinesOfJenkins };

describe.each(Object.entries(ownLines))("the lines of a file of %s", (provider, isOwn) => {
  it.each(["four-providers", "services"])("cannot be changed without notice: golden/%s", async (name) => {
    const { toml, files } = goldenInput(name);
    const rendered = (await renderForAll(bundled, toml, files)).byProvider.get(provider)!.files;
    const [[, text] = ["", ""]] = rendered;
    const mutants = lineMutantsOf(text, isOwn);
    expect(mutants.length).toBeGreaterThan(50);
    expect(await unnoticedOf(provider, rendered, mutants, harmlessLines[provider]!)).toEqual([]);
  });
});

/** Changes after which the file means what it meant, but for those that may be. */
async function unnoticedOf(
  provider: string,
  rendered: ReadonlyMap<string, string>,
  mutants: readonly Mutant[],
  patterns: readonly RegExp[],
): Promise<string[]> {
  const read = (await readerOf(provider))!;
  const [[path] = [""]] = rendered;
  const before = await read(rendered);
  const unnoticed = new Set<string>();
  for (const { kind, place, text } of mutants) {
    const after = await readAgain(read, new Map([...rendered, [path, text]]));
    if (after && compareTables(before, after).differences.length === 0) unnoticed.add(`${kind} ${place}`);
  }
  return [...unnoticed].filter((each) => !patterns.some((pattern) => pattern.test(each))).sort();
}

/** Undefined for what is no file of the provider any more. */
async function readAgain(read: Reader, files: ReadonlyMap<string, string>): Promise<JobTable | undefined> {
  try {
    return await read(files);
  } catch {
    return undefined;
  }
}
