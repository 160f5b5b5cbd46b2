import { isConditional, type RubyLine, readRuby } from "./ruby-code.ts";

/** What a Gemfile states. */
export interface Gemfile {
  readonly gems: readonly StatedGem[];
  readonly rubies: readonly StatedRuby[];
  /** Line of `gemspec`, which adds the gemspec's own dependencies; 0 without. */
  readonly gemspecLine: number;
}

/** A gem by name. */
export interface StatedGem {
  readonly name: string;
  readonly line: number;
  /** False when a condition, an optional group or a group for production alone keeps it from a test run. */
  readonly isForTests: boolean;
  /** True where a condition takes it for the database of that name: `if ENV["DB"] == "postgresql"`. */
  readonly isChoice?: true;
}

/** A call of `ruby`. */
export interface StatedRuby {
  readonly line: number;
  /** The quoted requirements: ["3.3.0"], ["~> 3.2"], [">= 3.1", "< 3.5"]. Empty with `file`, or when it is computed. */
  readonly requirements: readonly string[];
  /** "jruby" */
  readonly engine?: string;
  readonly engineVersion?: string;
  /** The file that the version is read from, relative to the Gemfile: ".ruby-version". */
  readonly file?: string;
}

/** Reads a Gemfile (or gems.rb) without running it: what is computed or conditional is not taken for a fact. */
export function parseGemfile(text: string): Gemfile {
  const lines = readRuby(text);
  return {
    gems: lines.flatMap(gemOf),
    rubies: lines.flatMap(rubyOf),
    gemspecLine: lines.find(({ code, blocks }) => blocks.length === 0 && /^gemspec\b/.test(code))?.line ?? 0,
  };
}

function gemOf(line: RubyLine): StatedGem[] {
  const name = /^gem[\s(]+["']([^"']+)["']/.exec(line.code)?.[1];
  if (!name || name.includes("#{")) return [];
  const groups = [...line.blocks.filter((block) => /^group\b/.test(block)), groupOption(line.code)].flatMap(
    symbolsOf,
  );
  const isOptional = line.blocks.some((block) => /^group\b.*\boptional(:|\s*=>)\s*true/.test(block));
  const isDeployedOnly = groups.length > 0 && groups.every((group) => deploymentGroups.has(group));
  return [
    {
      name,
      line: line.line,
      isForTests: !isOptional && !isDeployedOnly && !isConditional(line) && line.blocks.every(isOpenToAll),
      ...(!isOptional && !isDeployedOnly && line.blocks.some(choosesDatabase) && { isChoice: true }),
    },
  ];
}

/** A block of a Gemfile that decides nothing; what others do, such as one's own `if_true … do`, is not known. */
function isOpenToAll(block: string): boolean {
  if (/^platforms?\b/.test(block)) return /:(c?ruby|mri)\b|%i\[[^\]]*\b(c?ruby|mri)\b/.test(block);
  return /^(group|source|git|github|path)\b/.test(block);
}

function choosesDatabase(block: string): boolean {
  return (
    /\bENV\b.*\b(DB|DATABASE|ADAPTER)/.test(block) && /==\s*["'](mysql|maria|postg|trilogy)/i.test(block)
  );
}

const deploymentGroups = new Set(["production", "staging", "deployment", "deploy", "heroku"]);

function groupOption(code: string): string {
  return /(?:\bgroups?:|:groups?\s*=>)\s*(\[[^\]]*\]|:\w+|["']\w+["'])/.exec(code)?.[1] ?? "";
}

function symbolsOf(code: string): string[] {
  return [...code.matchAll(/(?<![\w:]):(\w+)(?!\s*=>)|["'](\w+)["']/g)].map(
    (match) => (match[1] ?? match[2])!,
  );
}

function rubyOf(line: RubyLine): StatedRuby[] {
  const call = /^ruby(?:\s+|\s*\()(.*)$/.exec(line.code)?.[1];
  if (call === undefined || isConditional(line)) return [];
  const file = /^(?:file:|:file\s*=>)\s*["']([^"']+)["']/.exec(call)?.[1] ?? readFileOf(call);
  if (file) return [{ line: line.line, requirements: [], file }];
  const options = {
    ...optionOf(call, "engine", "engine"),
    ...optionOf(call, "engine_version", "engineVersion"),
  };
  return [{ line: line.line, requirements: leadingStrings(call), ...options }];
}

/** `File.read(".ruby-version")` and `IO.read(File.join(__dir__, ".ruby-version"))`, which name a version file. */
function readFileOf(call: string): string | undefined {
  if (!/^"?(#\{)?(File|IO)\.read\b/.test(call)) return undefined;
  return /["'](?:\.\/)?(\.(?:ruby-version|tool-versions))["']/.exec(call)?.[1];
}

function optionOf(call: string, option: string, name: string): Record<string, string> {
  const value = new RegExp(`\\b${option}(?::|["']?\\s*=>)\\s*["']([^"']+)["']`).exec(call)?.[1];
  return value ? { [name]: value } : {};
}

/** The strings that a call starts with, up to its first option; none when something else is computed there. */
function leadingStrings(call: string): string[] {
  const strings: string[] = [];
  let rest = call.replace(/^\[/, "");
  for (;;) {
    const match = /^\s*(?:"([^"]*)"|'([^']*)')\s*/.exec(rest);
    if (!match) return strings;
    const value = (match[1] ?? match[2])!.trim();
    if (value === "" || value.includes("#{")) return [];
    strings.push(value);
    rest = rest.slice(match[0].length);
    if (/^[\])]*\s*$/.test(rest)) return strings;
    if (!rest.startsWith(",")) return [];
    rest = rest.slice(1);
    if (/^\s*:?\w+(:|\s*=>)/.test(rest)) return strings;
  }
}
