import type { CommandSpec } from "../command-spec.ts";
import { allowPath, config, json } from "../options.ts";

/** The commands for plugins. */
export const plugins: readonly CommandSpec[] = [
  {
    name: "plugin list",
    summary: "list the plugins that are installed",
    operands: [],
    options: [json, config, allowPath],
    examples: [
      ["cig plugin list", "names, versions and what each can do"],
      ["cig plugin list --json | jq '.plugins[].name'", "the names, for a program"],
    ],
    load: () => import("../plugin/list.ts"),
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
    load: () => import("../plugin/new.ts"),
  },
];
