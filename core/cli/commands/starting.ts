import type { CommandSpec } from "../command-spec.ts";
import { allowPath, config, isolate, json, memo, trace } from "../options.ts";

/** The commands that a repository begins with. */
export const starting: readonly CommandSpec[] = [
  {
    name: "init",
    summary: "write a cig.toml for this repository",
    details:
      "Looks at the repository and writes the cig.toml that a careful colleague would have written: what was found, " +
      "with the evidence as comments, and a job for each of lint, typecheck, test and build that the repository has. " +
      "On a terminal it asks first, what it has no option for; with --yes, --dry-run or --json, in CI, and without a " +
      "terminal it asks nothing. An existing file is overwritten only with --force.",
    operands: [],
    options: [
      json,
      config,
      { name: "yes", short: "y", help: "ask nothing: take what was found" },
      { name: "dry-run", help: "print the file instead of writing it" },
      { name: "force", help: "replace a cig.toml that is there" },
      { name: "import", help: "make it of the CI that is there, as `cig import` does" },
      { name: "no-import", help: "start anew, also where there is CI" },
      {
        name: "provider",
        value: "NAME",
        many: true,
        help: "render for this provider; repeatable; default: those in use, else github",
      },
      { name: "job", value: "NAME", many: true, help: "write only this job; repeatable; default: all" },
      { name: "without", value: "NAME", many: true, help: "leave out this job; repeatable" },
      {
        name: "matrix",
        value: "TOOL=LIST",
        many: true,
        help: "test with several versions, such as node=20,22; repeatable",
      },
      { name: "runner", value: "LABEL", help: "where all jobs run, such as ubuntu-24.04; default: Linux" },
      {
        name: "service",
        value: "NAME",
        many: true,
        help: "the tests need this service, and no others: redis, or postgres=16; repeatable",
      },
      { name: "no-services", help: "the tests need no service" },
      { name: "skip", help: "in CI, leave out jobs that passed on the same files" },
      {
        name: "level",
        value: "RULE=LEVEL",
        many: true,
        help: "the level of a policy rule, such as SEC001=error; repeatable",
      },
      memo,
      isolate,
      trace,
    ],
    examples: [
      ["cig init", "look at this repository and write cig.toml"],
      ["cig init --dry-run", "only print what would be written"],
      ["cig init --yes --without build --matrix node=20,22", "ask nothing, and write what the options say"],
    ],
    load: () => import("../init/init.ts"),
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
    load: () => import("../import/import.ts"),
  },
];
