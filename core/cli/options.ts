/** An option of the command line. Without `value` it is a switch. */
export interface OptionSpec {
  /** Without the dashes: "provider". The same name means the same thing in every command. */
  readonly name: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** What stands for the value in help: "DIR". */
  readonly value?: string;
  /** May be given several times. */
  readonly many?: true;
  /** The only values that are allowed. */
  readonly choices?: readonly string[];
  /** Half a sentence, without a full stop. */
  readonly help: string;
}

/** Options that every command takes. */
export const everywhere = {
  directory: { name: "directory", short: "C", value: "DIR", help: "work in DIR instead of the current one" },
  quiet: { name: "quiet", short: "q", help: "say nothing but the result and errors" },
  verbose: {
    name: "verbose",
    short: "v",
    help: "show each stage, each plugin with what it writes to stderr, and the stack of a crash",
  },
  color: { name: "color", help: "use colour even where nobody watches" },
  "no-color": { name: "no-color", help: "use no colour" },
  help: { name: "help", short: "h", help: "show help and end" },
  version: { name: "version", help: "show cig's version and end" },
} as const satisfies Record<string, OptionSpec>;

/** Options of the commands that give machine forms. */
export const json: OptionSpec = { name: "json", help: "one JSON document on stdout" };

/** Where cig.toml is. */
export const config: OptionSpec = {
  name: "config",
  value: "FILE",
  help: "use FILE, relative to -C, instead of the nearest cig.toml",
};

/** How the answers of plugins are remembered. */
export const memo: OptionSpec = {
  name: "memo",
  value: "MODE",
  choices: ["on", "off", "verify"],
  help: "use remembered answers of plugins (on), do not (off), or ask again and compare (verify)",
};

export const isolate: OptionSpec = {
  name: "isolate",
  help: "run each bundled plugin in a process of its own",
};

export const allowPath: OptionSpec = { name: "allow-path", help: "use plugins that are found on PATH, too" };

export const trace: OptionSpec = {
  name: "trace",
  value: "FILE",
  help: "write spans of stages and plugins, for Perfetto",
};

/** Options of the commands that read cig.toml and ask plugins. */
export const pipeline: readonly OptionSpec[] = [
  config,
  { name: "profile", value: "NAME", help: "lay [profiles.NAME] over the rest" },
  { name: "var", value: "KEY=VALUE", many: true, help: "set a variable of [variables]; repeatable" },
  { name: "provider", value: "NAME", many: true, help: "only the outputs of this provider; repeatable" },
  memo,
  isolate,
  allowPath,
  trace,
];
