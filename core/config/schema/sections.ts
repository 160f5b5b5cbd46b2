import * as z from "zod/mini";
import { isGrant } from "../../../sdk/grant.ts";
import { env, hatch, jobTimeout, timeout } from "./common.ts";
import { globs, id, pluginName, providerName, word } from "./names.ts";
import { backendName } from "./parts/backend.ts";
import { wait } from "./service.ts";
import { docs, either, type Fault, key, later, list, requiredKey, rule, table } from "./strict.ts";
import { anything, text } from "./text.ts";

/** `[project]` */
export const project = table('a table such as { name = "shop" }', {
  name: key(word("a name"), "The project's name, `{{ project.name }}`. Default: the repository's folder."),
  default_runner: key(
    text("a runner's id").check(z.minLength(1, "a runner's id")),
    "The runner of jobs that name none.",
  ),
  default_branch: key(word("a branch"), 'The branch that releases come from. Default: "main".'),
  default_timeout: key(
    jobTimeout,
    "The timeout of jobs that state none; false: as long as the provider lets them.",
  ),
  cache: key(
    backendName,
    "The backend of caches that name none, on runners that bring none. Default: the provider's own.",
  ),
});

/** One of `[[outputs]]`: a file that a provider renders. */
export const output = table('a table such as { provider = "github", path = ".github/workflows/ci.yml" }', {
  provider: requiredKey(
    either(
      'a provider such as "github", or a table such as { github = { … } } with what is merged into the file',
      [providerName, hatch.check(rule(oneProvider))],
    ),
    "Who renders it; as a table of one provider, what is merged last into the file.",
  ),
  path: requiredKey(
    word("a path below the repository's root").check(rule(faultsOfPath), rule(faultsOfNames)),
    "Where it is written; with `{{ workflow }}` it is one file for each workflow.",
  ),
  description: key(
    word("a description").check(rule(faultsOfNames)),
    "The workflow's name that people see; `{{ workflow }}` is its id. Default: the workflow's name.",
  ),
  header: key(
    either("text, or true or false", [z.string(), z.boolean()]),
    "More lines for the comment at the top; false leaves out all but the line that cig needs.",
  ),
  workflow: key(
    id,
    'The [workflows.ID] that is rendered; "default" is that of the jobs that no workflow names. Default: all.',
  ),
});
docs.add(output, { id: "Output" });

docs.add(project, { id: "Project" });

/** `[plugins]`: versions or places of plugins by name. */
export const plugins = z.record(
  pluginName,
  either('versions such as "~1.2", or a table { version = "…" } or { path = "…" }', [
    word('versions such as "~1.2"'),
    table("a table { version } or { path }", {
      version: key(word('versions such as "~1.2"'), "The versions that fit."),
      path: key(word("a folder"), "A folder with a module.toml, relative to the repository's root."),
      grant: key(
        list('a list such as ["environment:AWS_*"]', text("a grant").check(rule(faultsOfGrant))),
        "What a store of markers may use beyond its messages: hosts that it talks to, variables that it sees.",
      ),
      git: later("plugins from git"),
      registry: later("plugins from another registry"),
    }).check(rule(faultsOfPlugin)),
  ]),
  'a table such as { "lang/ruby" = "~1.2" }',
);

docs.add(plugins, { id: "Plugins" });

/** `[detect]` */
export const detect = table('a table such as { ignore = ["legacy/**"] }', {
  ignore: key(globs, "Files that are no evidence of what the repository is."),
});

/** `[gate]`: the one check to require. */
export const gate = either("true, false, or a table { name, required }", [
  z.boolean(),
  table("a table { name, required }", {
    name: key(word("a name"), "The name of the check."),
    required: key(z.boolean("true or false"), "Whether the gate is made. Default: true."),
  }),
]);

const tool = table('a table such as { path = "tools/cig.tgz" }', {
  npm: key(word("a package's name"), "Name of the package in the npm registry. Default: cig."),
  url: key(
    z
      .string("an address")
      .check(z.regex(/^(?:https|http|file):\/\/\S+$/, "an address that begins with https://")),
    "Address of the package, as `npm pack` makes it.",
  ),
  path: key(word("a path"), "A file of the repository: the package, as `npm pack` makes it."),
}).check(rule(faultsOfTool));

const store = either('"native", a plugin such as "cache/s3", or a table { plugin, … }', [
  z.literal("native", '"native"'),
  pluginName,
  z.catchall(
    z.object(
      {
        plugin: requiredKey(pluginName, "The plugin that keeps them."),
        timeout: key(wait, "How long it may take; then everything runs. Default: 10 seconds."),
      },
      "a table { plugin, … }",
    ),
    anything,
  ),
]);

/** `[skip]`: how jobs that already succeeded on the same inputs are left out. */
export const skip = either('true, false, or a table such as { store = "native" }', [
  z.boolean(),
  table('a table such as { store = "native" }', {
    enabled: key(
      z.boolean("true or false"),
      "Whether jobs are left out. Default: true where a job has skip_if.",
    ),
    store: key(store, 'Where it is kept what succeeded. Default: "native", the provider\'s own cache.'),
    tool: key(tool, "How CI gets cig; cig.lock has its version and checksum."),
    env: key(env, "Variables for the store, such as its credentials: `{{ secrets.NAME }}`."),
    force_label: key(
      word("a label"),
      'A pull request with this label runs everything. Default: "cig:force".',
    ),
    timeout: key(timeout, "How long the job that decides may take. Default: 10 minutes."),
  }),
]);
docs.add(skip, { id: "Skip" });

function faultsOfTool(given: object): Fault[] {
  const ways = Object.keys(given);
  return ways.length === 1
    ? []
    : [{ message: "The tool comes from one place.", hint: "Give one of npm, url and path." }];
}

function oneProvider(value: object): Fault[] {
  return Object.keys(value).length === 1
    ? []
    : [
        {
          message: "An output has one provider.",
          hint: 'Write provider = "github", or provider.github = { … }.',
        },
      ];
}

/** The one name that is known where a file is named. */
function* faultsOfNames(source: string): Iterable<Fault> {
  for (const match of source.matchAll(/\{\{(?!\s*workflow\s*\}\})/g))
    yield {
      code: "CIG107",
      message: "Only {{ workflow }} has a value here.",
      hint: "Write the rest out.",
      offset: match.index,
      end: match.index + 2,
    };
}

function faultsOfPath(path: string): Fault[] {
  const inside =
    !/^[/\\]|^[A-Za-z]:|\\/.test(path) &&
    path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..") &&
    path.split("/")[0]!.toLowerCase() !== ".git" &&
    !/^cig\.(?:toml|lock)$/i.test(path);
  if (inside) return [];
  return [
    {
      code: "CIG601",
      message: `"${path}" is not a path that cig may write.`,
      hint: 'Write a path below the repository\'s root with /, without "." and "..", such as ".github/workflows/ci.yml".',
    },
  ];
}

function faultsOfGrant(grant: string): Fault[] {
  if (isGrant(grant)) return [];
  const hint = 'Write a host, "network:https://s3.example.com", or variables, "environment:AWS_*".';
  return [{ message: `"${grant}" is nothing that can be granted.`, hint }];
}

function faultsOfPlugin(value: {
  version?: string | undefined;
  path?: string | undefined;
  grant?: string[] | undefined;
}): Fault[] {
  if (value.version !== undefined || value.path !== undefined || value.grant !== undefined) return [];
  return [
    { message: "This plugin has neither versions nor a path.", hint: 'Add version = "~1.2" or path = "…".' },
  ];
}
