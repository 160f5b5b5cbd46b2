import {
  type ExpansionSchema,
  flagInput,
  literalOf,
  type MessageInitShape,
  named,
  type PlanRequest,
  type PlanResponseSchema,
  type StepSchema,
  subjectOf,
  type Text,
  text,
  textInput,
  type Use,
  UseKind,
} from "cig/sdk";
import { defaultPath, gemCache } from "./cache.ts";
import { type Choice, chooseVersion } from "./choose-version.ts";
import { fallbackScript } from "./fallback.ts";
import { keyIn } from "./keys.ts";
import { pins } from "./pins.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { find, normalized, type Root, rootFor } from "./root.ts";

type StepInit = MessageInitShape<typeof StepSchema>;

/** Turns each use into: a Ruby, the cache of its gems, `bundle install`. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const wishes = request.uses
    .filter(({ kind }) => kind !== UseKind.SERVICE)
    .map((use) => readWish(request, use));
  return {
    resources: wishes.map((wish) => ({ id: wish.use.id, kind: { case: "expansion", value: expand(wish) } })),
    diagnostics: onceEach(wishes.flatMap(({ remarks }) => remarks)),
  };
}

/** What one use comes to. */
interface Wish {
  readonly use: Use;
  readonly choice: Choice;
  readonly folder: string;
  readonly bundler?: Text;
  /** Absent: nothing is installed. */
  readonly root?: Root;
  readonly installPath: string;
  readonly remarks: readonly Remark[];
}

function readWish({ facts, configuredCaches }: PlanRequest, use: Use): Wish {
  const known = rootFor(facts, use.workingDirectory);
  const folder = known?.folder ?? normalized(use.workingDirectory);
  const choice = chooseVersion(use, facts, folder);
  const locked = find(facts, keyIn("bundler.version", folder))?.value;
  const bundler = textInput(use, "bundler_version") ?? (locked ? text(locked) : undefined);
  const isWanted = flagInput(use, "install") ?? true;
  // Who configures the cache by name has a Gemfile, whatever the facts say.
  const root = known ?? (configuredCaches.includes("bundler") ? { folder, hasGemfile: true } : undefined);
  const path = textInput(use, "install_path");
  return {
    use,
    choice,
    folder,
    ...(bundler && { bundler }),
    ...(isWanted && root?.hasGemfile && { root }),
    installPath: literalOf(path) || defaultPath,
    remarks: [
      ...choice.remarks,
      ...(isWanted && !root?.hasGemfile ? [noGemfile(use)] : []),
      ...(isWanted && known?.hasGemfile && !known.lockfile ? [noLockfile(use, known)] : []),
      ...(path && literalOf(path) === undefined ? [movingPath(use)] : []),
    ],
  };
}

function expand(wish: Wish): MessageInitShape<typeof ExpansionSchema> {
  const { use, choice, bundler, root, installPath } = wish;
  const versions = [
    ...(bundler ? [{ tool: "bundler", version: bundler }] : []),
    { tool: "ruby", version: choice.version },
  ];
  if (!root) return { use: use.id, steps: [toolchain(wish)], versions };
  const cache = gemCache(root, installPath, choice.version);
  return {
    use: use.id,
    steps: [
      toolchain(wish),
      { kind: { case: "cache", value: { id: cache.id! } } },
      {
        name: "Install gems",
        ...directoryOf(wish),
        kind: { case: "run", value: { script: "bundle install --jobs 4" } },
      },
    ],
    // For the whole job: `bundle exec` must look where `bundle install` has put the gems.
    env: [...(root.lockfile ? [named("BUNDLE_FROZEN", "true")] : []), named("BUNDLE_PATH", installPath)],
    caches: [cache],
    versions,
  };
}

function toolchain({ use, choice, folder, bundler }: Wish): StepInit {
  const given = textInput(use, "bundler_version");
  return {
    name: "Set up Ruby",
    kind: {
      case: "toolchain",
      value: {
        tool: "ruby",
        version: choice.version,
        native: [
          {
            provider: "github",
            ...pins.setupRuby,
            with: [
              { name: "ruby-version", value: choice.version },
              // Without it the action takes the version of the lock file in its working directory.
              ...(given ? [{ name: "bundler", value: given }] : []),
              ...(folder ? [named("working-directory", folder)] : []),
            ],
          },
        ],
        fallbackScript,
        fallbackEnv: bundler ? [{ name: "CIG_BUNDLER_VERSION", value: bundler }] : [],
      },
    },
  };
}

/** Only where the job's own directory is another one; "." is the repository's root. */
function directoryOf({ use, folder }: Wish): Pick<StepInit, "workingDirectory"> {
  return folder === normalized(use.workingDirectory) ? {} : { workingDirectory: folder || "." };
}

function noGemfile(use: Use): Remark {
  return remarkOn(
    "RUBY202",
    subjectOf(use),
    "No Gemfile was found, so Ruby is set up and no gem is installed.",
    "Add a Gemfile, or set the job's working_directory to the folder that has one.",
  );
}

function noLockfile(use: Use, root: Root): Remark {
  return remarkOn(
    "RUBY203",
    subjectOf(use),
    `"${root.manifest ?? "Gemfile"}" has no lock file beside it, so two runs may install different gems.`,
    "For an application, commit the lock file:\n  bundle lock --add-platform x86_64-linux",
  );
}

function movingPath(use: Use): Remark {
  return remarkOn(
    "RUBY204",
    subjectOf(use),
    "install_path must be plain text: a cache's path is the same in every run.",
    `Write install_path = "${defaultPath}".`,
  );
}

/** One remark for all jobs of which the same is to be said, at the first of them. */
function onceEach(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string>();
  return remarks.filter((remark) => {
    const text = `${remark.code} ${remark.message}`;
    return seen.has(text) ? false : seen.add(text);
  });
}
