import { isConditional, pathIn, readRuby } from "cig/sdk";
import type { Bundle } from "./bundle.ts";
import type { Files } from "./files.ts";
import { findGem, type Place } from "./gems.ts";

/** A command that a person would type, and where the repository shows it. */
export interface Script {
  /** "test", "prepare" (what the tests need to be done first), "lint", "typecheck", "build" */
  readonly name: string;
  readonly command: string;
  readonly places: readonly Place[];
  readonly confidence: number;
}

/** The commands of one root, at most one for each purpose. */
export function findScripts(files: Files, bundle: Bundle): Script[] {
  const tasks = readTasks(files, bundle);
  const test =
    rspec(files, bundle) ?? railsTests(files, bundle) ?? rakeTests(tasks) ?? ownProgram(files, bundle);
  const found = [
    test,
    test && railsDatabase(files, bundle),
    rubocop(files, bundle) ?? standard(bundle),
    sorbet(files, bundle) ?? steep(files, bundle),
    gemBuild(tasks),
  ];
  // Without a Gemfile there is no bundle to run in.
  const inBundle = (command: string) => (bundle.gemfile ? command : command.replace(/^bundle exec /, ""));
  return found.flatMap((script) => (script ? [{ ...script, command: inBundle(script.command) }] : []));
}

function rspec(files: Files, bundle: Bundle): Script | undefined {
  const gem =
    findGem(bundle, (name) => name === "rspec" || name === "rspec-rails" || name === "rspec-core") ??
    resolved(bundle, "rspec-core");
  const shown =
    firstOf(files, bundle, [".rspec", "spec/spec_helper.rb", "spec/rails_helper.rb"]) ??
    firstBelow(files, pathIn(bundle.folder, "spec/"), "_spec.rb");
  return gem && shown ? script("test", "bundle exec rspec", [gem, wholeFile(shown)]) : undefined;
}

/** A gem that others bring along. */
function resolved({ lock }: Bundle, gem: string): Place | undefined {
  const found = lock?.content.gems.get(gem);
  return found && { file: lock!.path, line: found.line };
}

function railsTests(files: Files, bundle: Bundle): Script | undefined {
  const program = pathIn(bundle.folder, "bin/rails");
  const shown =
    firstOf(files, bundle, ["test/test_helper.rb"]) ??
    firstBelow(files, pathIn(bundle.folder, "test/"), "_test.rb");
  if (!files.has(program) || !shown) return undefined;
  return script("test", "bin/rails test", [wholeFile(program), wholeFile(shown)]);
}

function rakeTests(tasks: readonly Task[]): Script | undefined {
  const task = tasks.find(({ name }) => name === "test") ?? tasks.find(({ name }) => name === "spec");
  if (task) return script("test", `bundle exec rake ${task.name}`, [task]);
  const usual = tasks.find(({ name, needs }) => name === "default" && /\b(test|spec)/.test(needs));
  if (!usual) return undefined;
  // Defined in a file that the Rakefile loads; what else `default` does is another job's.
  const name = /(?<!\w:)(?<!\w)(test|spec)(?![\w:])/.exec(usual.needs)?.[1];
  return name === undefined
    ? script("test", "bundle exec rake", [usual], 0.7)
    : script("test", `bundle exec rake ${name}`, [usual], 0.8);
}

/** A gem whose tests are started by a program of its own. */
function ownProgram(files: Files, bundle: Bundle): Script | undefined {
  const shown = firstBelow(files, pathIn(bundle.folder, "test/"), "_test.rb");
  const program = firstOf(files, bundle, ["bin/test", "script/test"]);
  if (!program) return undefined;
  const command = bundle.folder === "" ? program : program.slice(bundle.folder.length + 1);
  const places = [wholeFile(program), ...(shown ? [wholeFile(shown)] : [])];
  return script("test", command, places, wantsArguments(files.text(program) ?? "", program) ? 0.5 : 0.8);
}

/** True for a program whose own words of use begin with a word in capitals or angle brackets: "usage: bin/test NAME". */
function wantsArguments(text: string, program: string): boolean {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const usage = new RegExp(
    `(?:[Uu]sage|USAGE):\\s+\\S*\\b${name}((?:\\s+\\[[^\\]]*\\])*)\\s+(?:<\\w|[A-Z]{2,}\\b)`,
  );
  return usage.test(text.replace(/\$0/g, program));
}

/** An application's test database is made from its schema, or by its migrations where none is kept. */
function railsDatabase(files: Files, bundle: Bundle): Script | undefined {
  if (bundle.gemspecs.length > 0) return undefined;
  const program = firstOf(files, bundle, ["bin/rails"]);
  const gem = findGem(bundle, (name) => name === "rails");
  if (!program && !gem) return undefined;
  const rails = program ? "bin/rails" : "bundle exec rails";
  const schema = firstOf(files, bundle, ["db/schema.rb", "db/structure.sql"]);
  if (schema) return script("prepare", `${rails} db:test:prepare`, [wholeFile(schema)]);
  const config = firstOf(files, bundle, ["config/database.yml"]);
  if (!config) return undefined;
  return script("prepare", `${rails} db:prepare RAILS_ENV=test`, [wholeFile(config)], 0.8);
}

function rubocop(files: Files, bundle: Bundle): Script | undefined {
  const config = pathIn(bundle.folder, ".rubocop.yml");
  const gem = findGem(bundle, (name) => name === "rubocop" || name.startsWith("rubocop-"));
  if (!gem || !files.has(config)) return undefined;
  return script("lint", "bundle exec rubocop", [gem, wholeFile(config)]);
}

function standard(bundle: Bundle): Script | undefined {
  const gem = findGem(bundle, (name) => name === "standard" || name === "standardrb");
  return gem && script("lint", "bundle exec standardrb", [gem]);
}

function sorbet(files: Files, bundle: Bundle): Script | undefined {
  const config = pathIn(bundle.folder, "sorbet/config");
  const gem = findGem(bundle, (name) => name === "sorbet" || name === "sorbet-static-and-runtime");
  return gem && files.has(config)
    ? script("typecheck", "bundle exec srb tc", [gem, wholeFile(config)])
    : undefined;
}

function steep(files: Files, bundle: Bundle): Script | undefined {
  const config = pathIn(bundle.folder, "Steepfile");
  const gem = findGem(bundle, (name) => name === "steep");
  return gem && files.has(config)
    ? script("typecheck", "bundle exec steep check", [gem, wholeFile(config)])
    : undefined;
}

/** `require "bundler/gem_tasks"` defines `rake build` for the folder's gemspec. */
function gemBuild(tasks: readonly Task[]): Script | undefined {
  const task = tasks.find(({ name }) => name === "build");
  return task && script("build", "bundle exec rake build", [task]);
}

interface Task extends Place {
  readonly name: string;
  /** What stands after the name. */
  readonly needs: string;
}

/** Tasks that the Rakefile itself defines at its top level. */
function readTasks(files: Files, bundle: Bundle): Task[] {
  const file = pathIn(bundle.folder, "Rakefile");
  return readRuby(files.text(file) ?? "").flatMap((line) => {
    if (isConditional(line) || line.blocks.some((block) => !/^begin\b/.test(block))) return [];
    const at = { file, line: line.line };
    if (/^require\s*\(?["']bundler\/gem_tasks["']/.test(line.code) && bundle.gemspecs.length > 0)
      return [{ ...at, name: "build", needs: "" }];
    const library =
      /^(?:Rake::TestTask|Minitest::TestTask|RSpec::Core::RakeTask)\.(?:new|create)\b[\s(]*:?["']?([\w:]*)/.exec(
        line.code,
      );
    if (library) return [{ ...at, name: taskName(library[1]!, line.code), needs: "" }];
    const task = /^task[\s(]+(?::(\w+)|(\w+):|["']([\w:]+)["'])(.*)$/.exec(line.code);
    const name = task?.[1] ?? task?.[2] ?? task?.[3];
    return name ? [{ ...at, name, needs: task![4]! }] : [];
  });
}

function taskName(written: string, code: string): string {
  if (written !== "" && written !== "do") return written;
  return code.startsWith("RSpec") ? "spec" : "test";
}

/** Gems through which the tests of an application need its JavaScript or CSS to be built. */
const bundlers = new Set(
  "cssbundling-rails jsbundling-rails shakapacker vite_rails vite_ruby webpacker".split(" "),
);

/** Where it shows that the tests need the packages of the folder's package.json too. */
export function nodeForTests(files: Files, bundle: Bundle): Place | undefined {
  const manifest = pathIn(bundle.folder, "package.json");
  return files.has(manifest) ? findGem(bundle, (name) => bundlers.has(name)) : undefined;
}

function firstOf(files: Files, bundle: Bundle, names: readonly string[]): string | undefined {
  return names.map((name) => pathIn(bundle.folder, name)).find(files.has);
}

function firstBelow(files: Files, start: string, end: string): string | undefined {
  return files.paths.find((path) => path.startsWith(start) && path.endsWith(end));
}

function script(name: string, command: string, places: readonly Place[], confidence = 0.9): Script {
  return { name, command, places, confidence };
}

function wholeFile(file: string): Place {
  return { file, line: 0 };
}
