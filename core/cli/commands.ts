import type { Invocation } from "./invocation.ts";
import {
  allowPath,
  config,
  everywhere,
  isolate,
  json,
  memo,
  type OptionSpec,
  pipeline,
  trace,
} from "./options.ts";

/** What a command's file exports: it does the work and says the exit code. */
export interface CommandModule {
  run(invocation: Invocation): Promise<number>;
}

/** A command as the parser, the help pages and the shell completions know it. */
export interface CommandSpec {
  /** The words that name it: "plugin new". */
  readonly name: string;
  /** Half a sentence, without a full stop. */
  readonly summary: string;
  /** More about it, in whole sentences. */
  readonly details?: string;
  readonly operands: readonly OperandSpec[];
  /** Without those that every command takes. */
  readonly options: readonly OptionSpec[];
  /** At least two command lines, with what they do. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Loads the code; nothing of it is needed before. */
  load(): Promise<CommandModule>;
}

/** A word after the command's name. */
export interface OperandSpec {
  /** In help: "NAME". */
  readonly name: string;
  readonly optional?: true;
  readonly many?: true;
  readonly choices?: readonly string[];
  readonly help: string;
}

/** All commands, in the order in which help shows them: the order in which one needs them. */
export const commands: readonly CommandSpec[] = [
  {
    name: "init",
    summary: "write a cig.toml for this repository",
    details:
      "Looks at the repository and writes the cig.toml that a careful colleague would have written: what was found, " +
      "with the evidence as comments, and a job for each of lint, typecheck, test and build that the repository has. " +
      "An existing file is never overwritten.",
    operands: [],
    options: [
      json,
      config,
      { name: "dry-run", help: "print the file instead of writing it" },
      memo,
      isolate,
      trace,
    ],
    examples: [
      ["cig init", "look at this repository and write cig.toml"],
      ["cig init --dry-run", "only print what would be written"],
    ],
    load: () => import("./init/init.ts"),
  },
  {
    name: "import",
    summary: "write the cig.toml that means what the CI here means",
    details:
      "Reads the configuration of GitHub Actions, CircleCI, Buildkite, Jenkins, GitLab CI or .cigen/, writes cig.toml, and " +
      "proves it: renders it in memory, reads both, and compares what each job does. What differs, and what is kept in " +
      "the words of a provider, is told with its line. The old files stay until `cig render --force`.",
    operands: [{ name: "FILE", optional: true, help: "the file to import; default: all of the system" }],
    options: [
      json,
      {
        name: "from",
        value: "SYSTEM",
        help: "the system: github, circleci, buildkite, jenkins, gitlab, cigen",
      },
      { name: "output", value: "PATH", help: "write to PATH instead of cig.toml; - is stdout" },
      { name: "dry-run", help: "print the file instead of writing it" },
      { name: "force", help: "replace a cig.toml that is there" },
      {
        name: "check",
        help: "write nothing; compare the cig.toml that is there, and exit 2 where it differs",
      },
      {
        name: "original",
        value: "PLACE",
        help: "where the original files are: a folder or a commit, such as HEAD~1; default: here",
      },
      config,
      memo,
      isolate,
      allowPath,
      trace,
    ],
    examples: [
      ["cig import", "write cig.toml and say whether it means the same"],
      ["cig import --check --original HEAD~1", "compare with the files of the commit before"],
    ],
    load: () => import("./import/import.ts"),
  },
  {
    name: "plan",
    summary: "show what would be written, and what it changes",
    details:
      "Writes nothing. With --quiet only errors are shown, so that a script learns from the exit code what it needs.",
    operands: [],
    options: [
      json,
      { name: "diff", help: "also show the difference line by line" },
      { name: "full", help: "show what stays the same, too" },
      { name: "summary", help: "show only the numbers" },
      { name: "exit-code", help: "exit 2 when there are changes" },
      { name: "out", value: "FILE", help: "save the plan for `cig render FILE`" },
      ...pipeline,
    ],
    examples: [
      ["cig plan --diff", "the changes in meaning, then line by line"],
      ["cig plan --exit-code --quiet", "in a script: 0 no changes, 2 changes"],
    ],
    load: () => import("./plan/plan.ts"),
  },
  {
    name: "render",
    summary: "write the files, all of them or none",
    details:
      "A file that was edited by hand since cig wrote it, or that cig did not write, is kept and named; nothing is " +
      "written then. With FILE, a plan saved by `cig plan --out FILE` is rendered exactly, or refused.",
    operands: [{ name: "FILE", optional: true, help: "a plan saved by `cig plan --out FILE`" }],
    options: [
      json,
      { name: "check", help: "write nothing; exit 2 and show the difference when files are out of date" },
      { name: "force", help: "overwrite files that were edited by hand, or not written by cig" },
      { name: "diff", help: "show the difference line by line" },
      {
        name: "eject",
        help: "write plain files without cig's header, remove cig.lock, and go on without cig",
      },
      ...pipeline,
    ],
    examples: [
      ["cig render", "write the files of cig.toml"],
      ["cig render --check", "in CI: fail when somebody forgot to render"],
      ["cig render --eject", "leave cig: keep the files, without header"],
    ],
    load: () => import("./render.ts"),
  },
  {
    name: "adopt",
    summary: "bring an edit of a rendered file back into cig.toml and cig.lock",
    details:
      "For workflows of GitHub that a person, or a bot that bumps versions, edited. Another commit of an action or digest of " +
      "an image goes into [pins] of cig.lock, or where cig.toml names it; other keys go into the escape hatch. It is rendered in " +
      "memory first: unless that means exactly what the edited file means, nothing is written, and what is in the way is told.",
    operands: [{ name: "FILE", optional: true, help: "only this file; default: every one that was edited" }],
    options: [json, { name: "dry-run", help: "only show what would be adopted" }, ...pipeline],
    examples: [
      ["cig adopt", "take over what was edited, and render"],
      ["cig adopt .github/workflows/ci.yml --dry-run", "show what would go where"],
    ],
    load: () => import("./adopt/adopt.ts"),
  },
  {
    name: "validate",
    summary: "do all but write: check cig.toml, the plan and the policies",
    operands: [],
    options: [json, ...pipeline],
    examples: [
      ["cig validate", "list every error and warning"],
      ["cig validate --json | jq '.diagnostics[].code'", "the codes, for a program"],
    ],
    load: () => import("./validate.ts"),
  },
  {
    name: "explain job",
    summary: "show a job with everything that shaped it, and why it runs",
    details:
      "Why it would run or be left out: each part of its signature, old and new, with what changed first in it. " +
      "It is compared with the commit of --diff; else with its last success, where a store knows that; else with " +
      "where the branch began, or the last commit.",
    operands: [{ name: "NAME", help: "a job of cig.toml, or one of its variants" }],
    options: [
      json,
      { name: "diff", value: "REF", help: "compare with this commit, branch or tag" },
      ...pipeline,
    ],
    examples: [
      ["cig explain job test", "the steps of `test`, where each comes from, and why it runs"],
      ["cig explain job test --diff main", "what has changed for it since main"],
      ["cig explain job test --json | jq .job.needs", "what it waits for, for a program"],
    ],
    load: () => import("./explain/explain.ts"),
  },
  {
    name: "explain skip",
    summary: "show for the whole plan what would run, and why",
    operands: [],
    options: [
      json,
      { name: "diff", value: "REF", help: "compare with this commit, branch or tag" },
      ...pipeline,
    ],
    examples: [
      ["cig explain skip", "a table of all jobs"],
      ["cig explain skip --diff origin/main", "with what has changed since then"],
    ],
    load: () => import("./explain/skip.ts"),
  },
  {
    name: "compute-signatures",
    summary: "show which jobs have to run, and which passed already",
    details:
      "A job's signature is made of all that decides what it does: files, variables, its definition, versions, and the " +
      "jobs before it. CI runs this command before everything else. What is in doubt runs.",
    operands: [],
    options: [
      json,
      {
        name: "format",
        value: "FORMAT",
        choices: ["text", "json", "env", "github", "circleci", "buildkite", "jenkins"],
        help: "text, json, env, or what a provider reads: github, circleci, buildkite, jenkins",
      },
      { name: "output", value: "PATH", help: "only the jobs of this rendered file, as cig.lock has them" },
      { name: "markers", value: "DIR", help: "look for markers in DIR, where the provider's cache put them" },
      {
        name: "keys",
        value: "DIR",
        help: "write the keys of the provider's cache to DIR, and decide nothing",
      },
      { name: "no-skip", help: "leave nothing out" },
      ...pipeline,
    ],
    examples: [
      ["cig compute-signatures", "a table: what would run here, and why"],
      ["cig compute-signatures --format buildkite | buildkite-agent pipeline upload", "in CI, on Buildkite"],
    ],
    load: () => import("./signatures/compute-signatures.ts"),
  },
  {
    name: "simulate",
    summary: "show what a run would start, and why, for each provider",
    details:
      "As if everything that is committed now had already passed, and the named files changed. Events, branches and " +
      "conditions count; what only the run knows runs.",
    operands: [],
    options: [
      json,
      {
        name: "event",
        value: "EVENT",
        choices: ["push", "pull_request", "merge_queue", "schedule", "manual", "release"],
        help: "what happens: push, pull_request, merge_queue, schedule, manual, release; default: pull_request",
      },
      { name: "base", value: "BRANCH", help: "where a pull request leads to; default: the default branch" },
      { name: "branch", value: "BRANCH", help: "what is pushed, or where a pull request comes from" },
      { name: "tag", value: "TAG", help: "the tag that is pushed or released" },
      { name: "changed", value: "GLOB", many: true, help: "files that change; repeatable" },
      { name: "label", value: "LABEL", many: true, help: "a label of the pull request; repeatable" },
      ...pipeline,
    ],
    examples: [
      [
        "cig simulate --event pull_request --base main --changed 'app/**'",
        "a pull request that changes app/",
      ],
      ["cig simulate --event push --tag v1.2.0", "the jobs of a tag"],
    ],
    load: () => import("./simulate/simulate.ts"),
  },
  {
    name: "mark",
    summary: "record that a job has passed",
    details:
      "The last step of a job in CI runs this; $CIG_MARKER holds what `cig compute-signatures` gave for it. When the " +
      "store fails, the job runs again next time, and that is all.",
    operands: [],
    options: [config, { name: "to", value: "DIR", help: "write it to DIR, for the provider's own cache" }],
    examples: [
      ["cig mark", "record it in the store that cig.lock names"],
      ["cig mark --to .cig/markers", "write the file that the provider's cache keeps"],
    ],
    load: () => import("./mark.ts"),
  },
  {
    name: "outdated",
    summary: "show which pinned actions have newer versions",
    details:
      "Compares what the files fetch of third parties, as cig.lock pins it, with what this cig and its plugins know. " +
      "Asks no network: a newer cig knows newer versions.",
    operands: [],
    options: [
      json,
      { name: "all", help: "show those that are the newest, too" },
      { name: "exit-code", help: "exit 2 when something can be updated" },
      ...pipeline,
    ],
    examples: [
      ["cig outdated", "what `cig update` would change, and what asks for an older line"],
      ["cig outdated --json | jq '.pins[] | select(.outdated).name'", "the names, for a program"],
    ],
    load: () => import("./pins/outdated.ts"),
  },
  {
    name: "update",
    summary: "take the newest pins that cig knows, and render",
    details:
      "Pins in cig.lock hold until this command moves them, also when cig itself is updated. A pin moves within the " +
      "versions that cig.toml or a plugin asks for.",
    operands: [{ name: "NAME", optional: true, many: true, help: 'only these, such as "actions/checkout"' }],
    options: [
      json,
      { name: "dry-run", help: "only show what would move" },
      { name: "force", help: "overwrite files that were edited by hand, or not written by cig" },
      { name: "diff", help: "show the difference line by line" },
      ...pipeline,
    ],
    examples: [
      ["cig update", "move all pins, and write the files"],
      ["cig update actions/checkout --diff", "move one, and show what that changes"],
    ],
    load: () => import("./pins/update.ts"),
  },
  {
    name: "graph",
    summary: "show which job waits for which",
    operands: [],
    options: [
      json,
      { name: "format", value: "FORMAT", choices: ["text", "mermaid", "dot"], help: "text, mermaid or dot" },
      {
        name: "workflow",
        value: "NAME",
        help: "only the jobs of this workflow; default: all, each by itself",
      },
      ...pipeline,
    ],
    examples: [
      ["cig graph", "the jobs as a list of levels"],
      ["cig graph --format dot | dot -Tsvg > jobs.svg", "a picture, with Graphviz"],
    ],
    load: () => import("./graph/graph.ts"),
  },
  {
    name: "plugin list",
    summary: "list the plugins that are installed",
    operands: [],
    options: [json, config, allowPath],
    examples: [
      ["cig plugin list", "names, versions and what each can do"],
      ["cig plugin list --json | jq '.plugins[].name'", "the names, for a program"],
    ],
    load: () => import("./plugin/list.ts"),
  },
  {
    name: "plugin new",
    summary: "write a working plugin of your own",
    details:
      "Writes a folder with a manifest, a plugin, its test and a copy of cig's SDK, so that it needs nothing else: " +
      "`npm install && npm test` works in it without a network, and it can be committed as it is.",
    operands: [{ name: "NAME", help: 'kind/name, such as "acme/hello"' }],
    options: [json, { name: "dir", value: "DIR", help: "where to write it; default: the name's last part" }],
    examples: [
      ["cig plugin new acme/hello", "write the plugin to ./hello"],
      ["cig plugin new lang/zig --dir tools/zig", "write it somewhere else"],
    ],
    load: () => import("./plugin/new.ts"),
  },
  {
    name: "version",
    summary: "show cig's version",
    operands: [],
    options: [json],
    examples: [
      ["cig version", "the version"],
      ["cig version --json", "the versions of cig, Node and the plugin protocol"],
    ],
    load: () => import("./version.ts"),
  },
  {
    name: "help",
    summary: "show help about cig or one of its commands",
    operands: [{ name: "COMMAND", optional: true, many: true, help: "the command to explain" }],
    options: [],
    examples: [
      ["cig help", "all commands"],
      ["cig help plugin new", "the same as `cig plugin new --help`"],
    ],
    load: () => import("./help-command.ts"),
  },
  {
    name: "completion",
    summary: "print completions for a shell",
    operands: [{ name: "SHELL", choices: ["bash", "zsh", "fish"], help: "bash, zsh or fish" }],
    options: [],
    examples: [
      ["source <(cig completion bash)", "in ~/.bashrc"],
      ["cig completion fish | source", "in ~/.config/fish/config.fish"],
    ],
    load: () => import("./completion/completion.ts"),
  },
];

/** The options that a command takes, those of every command included. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  return [...command.options, ...Object.values(everywhere)];
}
