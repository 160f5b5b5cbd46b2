import type { CommandSpec } from "../command-spec.ts";
import { json } from "../options.ts";

/** The commands about cig itself. */
export const about: readonly CommandSpec[] = [
  {
    name: "version",
    summary: "show cig's version",
    operands: [],
    options: [json],
    examples: [
      ["cig version", "the version"],
      ["cig version --json", "the versions of cig, Node and the plugin protocol"],
    ],
    load: () => import("../version.ts"),
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
    load: () => import("../help-command.ts"),
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
    load: () => import("../completion/completion.ts"),
  },
];
