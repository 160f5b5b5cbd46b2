import { linesOf } from "./file.ts";
import { type FileIndex, isTable, joinPath } from "./file-index.ts";

/** A task of a Makefile, a justfile or a Taskfile. */
export interface TaskTarget {
  readonly runner: "make" | "just" | "task";
  readonly name: string;
  /** Tasks of the same file that run before it. */
  readonly needs: readonly string[];
  /** Its commands, without the marks that keep them quiet; comments are left out. */
  readonly recipe: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Files that `taskTargets` understands, for a manifest's `reads`. */
export const taskGlobs = [
  "**/{GNUmakefile,Makefile,makefile}",
  "**/{justfile,Justfile,.justfile}",
  "**/{Taskfile,taskfile}.{yml,yaml}",
];

/** A command for a task, and where it stands. */
export interface TaskCommand {
  readonly command: string;
  readonly file: string;
  readonly line: number;
}

/** The tasks of a folder, in the order of its files. What they include from other files is not read. */
export async function taskTargets(files: FileIndex, directory: string): Promise<TaskTarget[]> {
  const firstOf = (names: readonly string[]) =>
    names.map((name) => joinPath(directory, name)).find((path) => files.text(path) !== undefined);
  const makefile = firstOf(["GNUmakefile", "makefile", "Makefile"]);
  const justfile = firstOf(["justfile", "Justfile", ".justfile"]);
  const taskfile = firstOf(["Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "taskfile.yaml"]);
  return [
    ...(makefile === undefined ? [] : makeTargets(makefile, files.text(makefile)!)),
    ...(justfile === undefined ? [] : justTargets(justfile, files.text(justfile)!)),
    ...(taskfile === undefined ? [] : await taskfileTargets(taskfile, files.text(taskfile)!)),
  ];
}

/**
 * How the first task of one of these names is started that does what is meant (`does` is tried on its commands and
 * on those of the tasks it needs) and asks for nothing that a plain machine lacks. Machines have make; a task of just
 * or Task counts only where it is one plain command, which then is the answer.
 */
export function taskCommand(
  targets: readonly TaskTarget[],
  names: readonly string[],
  does: RegExp,
): TaskCommand | undefined {
  for (const name of names)
    for (const target of targets.filter((each) => each.name === name)) {
      const script = commandsOf(target, targets).join("\n");
      if (!does.test(script) || lacking.test(script)) continue;
      const command = target.runner === "make" ? `make ${name}` : plainCommand(target);
      if (command !== undefined) return { command, file: target.file, line: target.line };
    }
  return undefined;
}

/** The commands of a task and of what it needs, however far away. */
export function commandsOf(target: TaskTarget, targets: readonly TaskTarget[]): string[] {
  const seen = new Set<string>();
  const collect = (one: TaskTarget): string[] => {
    if (seen.has(one.name)) return [];
    seen.add(one.name);
    const called = one.recipe.flatMap((line) => calledTask.exec(line)?.[1] ?? []);
    const others = [...one.needs, ...called].flatMap((name) =>
      targets.filter((each) => each.name === name && each.runner === one.runner).slice(0, 1),
    );
    return [...others.flatMap(collect), ...one.recipe];
  };
  return collect(target);
}

const calledTask = /^(?:\$\(MAKE\)|\$\{MAKE\}|make|just|task)\s+(?:--?[\w-]+\s+)*([\w./:-]+)\s*$/;

/** Programs that need more than a machine of CI has by itself. */
const lacking =
  /(^|[\s;&|(@])(docker|docker-compose|podman|kubectl|kind|minikube|vagrant|terraform|sudo|nix|nix-shell|bazel)\s/m;

function plainCommand({ needs, recipe }: TaskTarget): string | undefined {
  const [command] = recipe;
  if (command === undefined || recipe.length > 1 || needs.length > 0) return undefined;
  return /[{}$`\\]|\bjust\b|\btask\b/.test(command) ? undefined : command;
}

function makeTargets(file: string, text: string): TaskTarget[] {
  const targets: { -readonly [Key in keyof TaskTarget]: TaskTarget[Key] }[] = [];
  let open: typeof targets = [];
  let isDefinition = false;
  for (const { line, number } of joinedLines(text)) {
    if (isDefinition || /^define\b/.test(line)) {
      isDefinition = !/^endef\b/.test(line);
      continue;
    }
    if (line.startsWith("\t")) {
      const command = line.trim().replace(/^[@+-]+\s*/, "");
      if (command !== "" && !command.startsWith("#"))
        for (const target of open) target.recipe = [...target.recipe, command];
      continue;
    }
    const rule = /^([\w./-]+%?(?:[ \t]+[\w./-]+%?)*)[ \t]*::?(?![=:])([^;#]*)/.exec(line);
    // `build: MODE = release` is a variable for that rule alone.
    if (rule && /^[\w.-]+\s*(?:::?|[+?!])?=/.test(rule[2]!.trim())) open = [];
    else if (rule) {
      // `$(MODULES:%=build/%)` needs what the rule for `build/%` makes of each.
      const needs = rule[2]!
        .replace(/\$[({][\w.]+:%=([\w./-]+%)[)}]/g, "$1")
        .split(/\s+/)
        .filter((word) => /^[\w./-]+%?$/.test(word));
      open = rule[1]!
        .split(/\s+/)
        .filter((name) => !name.startsWith("."))
        .map((name) => ({ runner: "make", name, needs, recipe: [], file, line: number }));
      targets.push(...open);
    } else if (/^\S/.test(line) && !/^(#|ifn?(eq|def)\b|else\b|endif\b)/.test(line)) open = [];
  }
  return targets;
}

/** Lines, those that end in a backslash with what follows; each with the number of its first. */
function joinedLines(text: string): { line: string; number: number }[] {
  const joined: { line: string; number: number }[] = [];
  let isOpen = false;
  for (const [index, line] of linesOf(text).entries()) {
    const part = line.replace(/\\$/, "");
    if (isOpen) joined.at(-1)!.line += ` ${part.trim()}`;
    else joined.push({ line: part, number: index + 1 });
    isOpen = line.endsWith("\\");
  }
  return joined;
}

/** Recipes that can be called without an argument. */
function justTargets(file: string, text: string): TaskTarget[] {
  const targets: { -readonly [Key in keyof TaskTarget]: TaskTarget[Key] }[] = [];
  let open: (typeof targets)[number] | undefined;
  for (const { line, number } of joinedLines(text)) {
    if (/^\s/.test(line)) {
      const command = line.trim().replace(/^[@-]+\s*/, "");
      if (open && command !== "" && (!command.startsWith("#") || command.startsWith("#!")))
        open.recipe = [...open.recipe, command];
      continue;
    }
    const recipe = /^@?([A-Za-z][\w-]*)((?:[ \t]+[^:=]+(?:=[^:]*)?)?)[ \t]*:(?!=)(.*)$/.exec(line);
    if (!recipe) {
      if (line.trim() !== "" && !line.startsWith("#") && !line.startsWith("[")) open = undefined;
      continue;
    }
    const parameters = recipe[2]!.trim().split(/\s+/).filter(Boolean);
    const isFree = parameters.every((parameter) => /^\*|=/.test(parameter));
    const needs = recipe[3]!
      .replace(/#.*$/, "")
      .split(/\s+/)
      .filter((word) => /^[\w-]+$/.test(word));
    open = isFree ? { runner: "just", name: recipe[1]!, needs, recipe: [], file, line: number } : undefined;
    if (open) targets.push(open);
  }
  return targets;
}

async function taskfileTargets(file: string, text: string): Promise<TaskTarget[]> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
  const content: unknown = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  const tasks = isTable(content) ? content.tasks : undefined;
  if (!isTable(tasks)) return [];
  const lines = linesOf(text);
  return Object.entries(tasks).map(([name, task]) => {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const isIt = new RegExp(`^\\s+["']?${escaped}["']?:`);
    const line = lines.findIndex((each) => isIt.test(each)) + 1;
    return { runner: "task" as const, name, file, line, ...partsOf(task) };
  });
}

/** A task of a Taskfile is a command, a list of them, or a table with `cmd`, `cmds` and `deps`. */
function partsOf(task: unknown): { needs: string[]; recipe: string[] } {
  if (typeof task === "string") return { needs: [], recipe: [task.trim()] };
  if (Array.isArray(task)) return partsOf({ cmds: task });
  if (!isTable(task)) return { needs: [], recipe: [] };
  const commands = Array.isArray(task.cmds) ? task.cmds : [task.cmd ?? task.cmds];
  const texts = commands.flatMap((each) => {
    const command = isTable(each) ? each.cmd : each;
    return typeof command === "string" ? command.trim() : [];
  });
  const called = [...(Array.isArray(task.deps) ? task.deps : []), ...commands.filter(isTable)];
  const needs = called.flatMap((each) => {
    const name = isTable(each) ? each.task : each;
    return typeof name === "string" ? name : [];
  });
  return { needs, recipe: texts };
}
