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
