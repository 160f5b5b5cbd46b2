import { folderOf, isMaterial, linesOf, nameOf } from "./file.ts";

/** The database that a Django project's settings choose. */
export interface DjangoDatabase {
  readonly file: string;
  /** Folder above the settings: the project's, or where it lies. */
  readonly root: string;
  readonly line: number;
  readonly system: "postgres" | "mysql" | "other";
  /** False where a condition decides. */
  readonly isCertain: boolean;
}

/** True for a file that holds Django's settings: `settings.py`, or one in a package `settings`. */
export function isSettings(path: string): boolean {
  return /(^|\/)(settings\.py|settings\/\w+\.py)$/.test(path) && !isMaterial(path);
}

/**
 * Reads which engine `DATABASES` names, line by line: settings are a program, and only what is written out counts.
 * An engine outside of every condition comes before one inside; undefined where none is written.
 */
export function djangoDatabase(file: string, text: string): DjangoDatabase | undefined {
  const found = enginesIn(file, text);
  return found.find(({ isCertain }) => isCertain) ?? found[0];
}

/**
 * The other engines that the settings offer by name (`if os.getenv("DB") == "mysql":`), each system once: whoever
 * writes that tests with each of them as often as not.
 */
export function djangoChoices(file: string, text: string): DjangoDatabase[] {
  const chosen = djangoDatabase(file, text);
  return enginesIn(file, text).filter(
    (one, index, all) =>
      one.isOffered &&
      one.system !== chosen?.system &&
      all.findIndex(({ isOffered, system }) => isOffered && system === one.system) === index,
  );
}

function enginesIn(file: string, text: string): (DjangoDatabase & { readonly isOffered: boolean })[] {
  const found: (DjangoDatabase & { readonly isOffered: boolean })[] = [];
  let isConditional = false;
  let statement = "";
  for (const [index, raw] of linesOf(text).entries()) {
    const line = raw.replace(/(^|\s)#.*$/, "");
    // What stands at the margin starts a statement; the lines of a table below it belong to it.
    if (/^\S/.test(line) && !/^[}\])]/.test(line)) statement = line;
    isConditional = /^(if|elif|else|try|except|def)\b/.test(statement);
    const engine = engineOf(line);
    if (engine !== undefined)
      found.push({
        file,
        root: rootOf(file),
        line: index + 1,
        system: engine,
        isCertain: !isConditional && !/\b(environ|getenv|env|config)\b/.test(line),
        isOffered: isConditional && (names[engine]?.test(statement) ?? false),
      });
  }
  return found;
}

/** How a condition calls the database that it chooses. */
const names: Partial<Record<DjangoDatabase["system"], RegExp>> = {
  postgres: /["']postg/i,
  mysql: /["'](mysql|maria)/i,
};

/** Undefined for a line that names no database. */
function engineOf(line: string): DjangoDatabase["system"] | undefined {
  const engine = /["']django\.(?:contrib\.gis\.)?db\.backends\.(\w+)["']/.exec(line)?.[1];
  if (engine !== undefined) return systemOf(engine);
  const scheme = /["'](postgres(?:ql)?|postgis|mysql|sqlite|spatialite)(?:\+\w+)?:\/\//.exec(line)?.[1];
  return scheme === undefined ? undefined : systemOf(scheme);
}

function systemOf(name: string): DjangoDatabase["system"] {
  return name.startsWith("post") ? "postgres" : name === "mysql" ? "mysql" : "other";
}

/** Settings made for tests decide over all others of the project. */
export function forTests(databases: readonly DjangoDatabase[]): DjangoDatabase[] {
  const isTest = ({ file }: DjangoDatabase) => /^(test|tests|testing|ci)\.py$/.test(nameOf(file));
  return databases.filter(
    (one) => isTest(one) || !databases.some((other) => other.root === one.root && isTest(other)),
  );
}

/** "shop" for "shop/config/settings/test.py", "" for "shop/settings.py". */
function rootOf(file: string): string {
  const folder = folderOf(file);
  const project = nameOf(folder) === "settings" ? folderOf(folder) : folder;
  return folderOf(project);
}
