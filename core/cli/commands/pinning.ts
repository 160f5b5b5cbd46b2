import type { CommandSpec } from "../command-spec.ts";
import { json, type OptionSpec, pipeline } from "../options.ts";

const online: OptionSpec = {
  name: "online",
  help: "ask plugins that cig.toml grants the network, such as pins/git and pins/registry",
};

/** The commands for what files fetch of third parties. */
export const pinning: readonly CommandSpec[] = [
  {
    name: "outdated",
    summary: "show which pinned actions have newer versions",
    details:
      "Compares what the files fetch of third parties, as cig.lock pins it, with what this cig and its plugins know. " +
      "Asks no network unless told to: a newer cig knows newer versions.",
    operands: [],
    options: [
      json,
      { name: "all", help: "show those that are the newest, too" },
      online,
      { name: "exit-code", help: "exit 2 when something can be updated" },
      ...pipeline,
    ],
    examples: [
      ["cig outdated", "what `cig update` would change, and what asks for an older line"],
      ["cig outdated --online", "ask the repositories of the actions and the registries of the images"],
      ["cig outdated --json | jq '.pins[] | select(.outdated).name'", "the names, for a program"],
    ],
    load: () => import("../pins/outdated.ts"),
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
      online,
      { name: "images", help: "with --online: pin images that have no digest yet, too" },
      { name: "dry-run", help: "only show what would move" },
      { name: "force", help: "overwrite files that were edited by hand, or not written by cig" },
      { name: "diff", help: "show the difference line by line" },
      ...pipeline,
    ],
    examples: [
      ["cig update", "move all pins, and write the files"],
      ["cig update --online", "move them to the newest that there is anywhere"],
      ["cig update actions/checkout --diff", "move one, and show what that changes"],
    ],
    load: () => import("../pins/update.ts"),
  },
];
