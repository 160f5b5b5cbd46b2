/** What an action makes available, and how cig says it. */
export interface ToolAction {
  /** The plugin that cig has for it. */
  readonly name: string;
  /** The plugin's inputs by the action's. The action needs all of them for cig to write the same. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Lists of the plugin, by the input that holds them in a text. The plugin would add to one that is not said. */
  readonly lists?: Readonly<Record<string, string>>;
  /** What cig tells the action besides, and what the action takes where nobody says it. */
  readonly told?: Readonly<Record<string, Told>>;
  /** Inputs that change how the tool comes and not what it is: they may stand in the escape hatch. */
  readonly beside: readonly string[];
  /** The first version whose defaults are those that `told` knows. */
  readonly since?: number;
}

interface Told {
  readonly cig: string;
  readonly usual: string;
}

const caching = ["cache-dependency-path", "check-latest"];

/** Actions that do nothing but make a tool available, by their names in small letters. */
export const toolActions: Readonly<Record<string, ToolAction>> = {
  "actions/setup-dotnet": {
    name: "dotnet",
    inputs: { "dotnet-version": "version" },
    beside: ["cache", "cache-dependency-path", "dotnet-quality"],
  },
  "actions/setup-go": {
    name: "go",
    inputs: { "go-version": "version" },
    told: { cache: { cig: "false", usual: "true" } },
    beside: caching,
    // Older ones kept no cache where nobody asked for it.
    since: 4,
  },
  "actions/setup-java": {
    name: "java",
    inputs: { "java-version": "version", distribution: "distribution" },
    beside: ["cache", ...caching],
  },
  "actions/setup-node": {
    name: "node",
    inputs: { "node-version": "version" },
    told: { "package-manager-cache": { cig: "false", usual: "false" } },
    beside: ["cache", ...caching],
  },
  "actions/setup-python": {
    name: "python",
    inputs: { "python-version": "version" },
    beside: ["cache", "allow-prereleases", ...caching],
  },
  "dtolnay/rust-toolchain": {
    name: "rust",
    inputs: { toolchain: "version" },
    lists: { components: "components", targets: "targets" },
    beside: [],
  },
  "erlef/setup-beam": {
    name: "elixir",
    inputs: { "elixir-version": "version", "otp-version": "otp_version" },
    beside: [],
  },
  "ruby/setup-ruby": { name: "ruby", inputs: { "ruby-version": "version" }, beside: [] },
};
