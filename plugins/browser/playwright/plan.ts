import {
  type BrowserProject,
  browserProject,
  byCodeUnit,
  CacheMode,
  CacheSchema,
  create,
  distinctCaches,
  flagInput,
  homeCache,
  keyOfLock,
  literalOf,
  type MessageInitShape,
  onceEach,
  type PlanRequest,
  type PlanResponseSchema,
  type StepSchema,
  type Text,
  text,
  textsInput,
  type Use,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";

type Cache = MessageInitShape<typeof CacheSchema>;
type Step = MessageInitShape<typeof StepSchema>;

/** Everything that decides what a use becomes. */
interface Wish {
  readonly use: Use;
  readonly project: BrowserProject;
  readonly browsers: readonly Text[];
}

/** Answers each use with the cache of browsers and their installation, which also adds what a restored cache lacks. */
export function plan({
  uses,
  facts,
  configuredCaches,
}: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const wishes = [...uses]
    .sort((a, b) => byCodeUnit(a.id, b.id))
    .map((use) => ({
      use,
      project: browserProject(use, facts, "playwright"),
      browsers: ["browser", "browsers"].flatMap((name) => textsInput(use, name) ?? []),
    }));
  const caches = distinctCaches(
    wishes.map((wish) => ({ job: wish.use.job, cache: browserCache(wish) })),
    configuredCaches,
  );
  return {
    resources: wishes.map((wish, index) => {
      const cache = caches[index]!;
      const steps = [restore(cache.id!), install(wish)];
      const value = { use: wish.use.id, steps, caches: [create(CacheSchema, cache)] };
      return { id: wish.use.id, kind: { case: "expansion" as const, value } };
    }),
    diagnostics: onceEach(wishes.flatMap(remarksOn)),
  };
}

/** Browsers are part of the key, so that a job with other browsers does not find, and keep, what it does not need. */
function browserCache({ use, project, browsers }: Wish): Cache {
  const named = browsers.flatMap((browser, index) => (index === 0 ? [browser] : ["-", browser]));
  return {
    id: "playwright",
    paths: homeCache(use, {
      linux: "~/.cache/ms-playwright",
      macos: "~/Library/Caches/ms-playwright",
      windows: "~/AppData/Local/ms-playwright",
    }),
    keyParts: [
      ...(named.length > 0 ? [{ kind: { case: "text" as const, value: text(...named) } }] : []),
      keyOfLock(project),
    ],
  };
}

function restore(id: string): Step {
  return { name: "Cache browsers", kind: { case: "cache", value: { id, mode: CacheMode.RESTORE_AND_SAVE } } };
}

/** Names of the run reach the script through variables, each as one argument. */
function install({ use, project, browsers }: Wish): Step {
  const variables = browsers.flatMap((value, index) =>
    literalOf(value) === undefined ? [{ name: `PLAYWRIGHT_BROWSER_${index + 1}`, value }] : [],
  );
  const names = browsers.map((browser, index) => literalOf(browser) ?? `"$PLAYWRIGHT_BROWSER_${index + 1}"`);
  const options = flagInput(use, "with_deps") === false ? [] : ["--with-deps"];
  const script = [project.start, "playwright install", ...options, ...names].join(" ");
  return {
    name: "Install browsers",
    workingDirectory: project.workingDirectory,
    env: variables,
    kind: { case: "run", value: { script } },
  };
}

function remarksOn({ use, project, browsers }: Wish): Remark[] {
  const wrong = browsers.flatMap((browser) => {
    const name = literalOf(browser);
    return name === undefined || /^[a-z][a-z0-9-]*$/.test(name) ? [] : [name];
  });
  const remarks = wrong.map((name) =>
    remarkOn(
      "PLAYWRIGHT201",
      use,
      `"${name.slice(0, 60)}" is no name of a browser, so Playwright would refuse it.`,
      'Write names such as browsers = ["chromium", "firefox", "webkit"].',
    ),
  );
  if (!project.isStated)
    remarks.push(
      remarkOn(
        "PLAYWRIGHT202",
        use,
        `No manifest of the repository names Playwright, so "${use.job}" has nothing to install browsers with.`,
        'Run "npm install --save-dev @playwright/test", and commit package.json and the lock file.',
      ),
    );
  return remarks;
}
