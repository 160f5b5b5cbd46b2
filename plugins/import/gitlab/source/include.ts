import { mergeTables } from "./merge.ts";
import { type ParsedFile, parseFile } from "./parse.ts";
import type { ResidueList } from "./residue-list.ts";
import {
  entriesOf,
  isList,
  isTable,
  type Place,
  placeOf,
  type Raw,
  type RawTable,
  tableIn,
  tableOf,
  textIn,
} from "./value.ts";

/** A configuration with its includes in it. */
export interface WholeFile {
  readonly table: RawTable;
  readonly comments: ReadonlyMap<string, readonly string[]>;
}

export const rootFile = ".gitlab-ci.yml";

/** Reads `.gitlab-ci.yml` and all that it includes from the repository; what comes from elsewhere is residue. */
export function readWhole(files: ReadonlyMap<string, string>, residue: ResidueList): WholeFile {
  return new Including(files, residue).read(rootFile, tableOf([]), []);
}

class Including {
  private count = 0;

  constructor(
    private readonly files: ReadonlyMap<string, string>,
    private readonly residue: ResidueList,
  ) {}

  read(path: string, given: RawTable, above: readonly string[]): WholeFile {
    const text = this.files.get(path) ?? "";
    const parsed = this.parse(path, text, given);
    if (parsed.error)
      this.residue.add(
        { file: path, line: parsed.error.line },
        "",
        "the whole file",
        `It is no YAML that can be read: ${parsed.error.message.split("\n")[0]!.replace(/[.:]$/, "")}.`,
      );
    const { table } = parsed;
    const comments = new Map<string, readonly string[]>();
    let below = tableOf([]);
    const include = table.include;
    for (const each of isList(include) ? include.flat() : include === undefined ? [] : [include])
      for (const [target, inputs] of this.targets(each as Raw, placeOf(table, "include"), [...above, path])) {
        const inner = this.read(target, inputs, [...above, path]);
        below = mergeTables(below, inner.table);
        for (const [key, lines] of inner.comments) if (key !== "") comments.set(key, lines);
      }
    for (const [key, lines] of parsed.comments) comments.set(key, lines);
    const own = tableOf(entriesOf(table).filter(([key]) => key !== "include"));
    return { table: mergeTables(below, own), comments };
  }

  /** Inputs are put into the text, as GitLab does. */
  private parse(path: string, text: string, given: RawTable): ParsedFile {
    const first = parseFile(path, text);
    if (!first.spec) return first;
    const asked = tableIn(tableIn(first.spec.spec).inputs);
    const filled = text.replace(/\$\[\[\s*inputs\.([\w-]+)(\s*\|[^\]]*)?\s*\]\]/g, (all, name: string) => {
      const value = given[name] ?? tableIn(asked[name]).default;
      if (value !== undefined) return textIn(value) ?? JSON.stringify(value);
      this.residue.add(
        placeOf(asked, name),
        "",
        `the input \`${name}\``,
        "Nobody gives it a value, and it has none of its own.",
      );
      return all;
    });
    return parseFile(path, filled);
  }

  private targets(entry: Raw, place: Place | undefined, above: readonly string[]): [string, RawTable][] {
    const local = textIn(entry) ?? (isTable(entry) ? textIn(entry.local) : undefined);
    const where = isTable(entry) ? (placeOf(entry, Object.keys(entry)[0] ?? "") ?? place) : place;
    if (local === undefined || /^https?:/.test(local)) {
      const kind =
        local !== undefined
          ? "remote"
          : (["project", "remote", "template", "component"].find(
              (key) => isTable(entry) && entry[key] !== undefined,
            ) ?? "include");
      const name = local ?? (isTable(entry) ? (textIn(entry[kind]) ?? "") : "");
      this.residue.add(
        where,
        "",
        `\`include\` of the ${kind} "${name}"`,
        "It lies outside of this repository, so that nobody here knows what it says. Copy its jobs into the repository, or write them in cig.toml.",
      );
      return [];
    }
    if (isTable(entry) && entry.rules !== undefined)
      this.residue.add(
        placeOf(entry, "rules") ?? where,
        "",
        "`rules` of an `include`",
        "The file is taken in whatever the rules say.",
        "changed",
      );
    const matching = this.matching(local);
    if (matching.length === 0)
      this.residue.add(
        where,
        "",
        `\`include\` of "${local}"`,
        "There is no such file, or it is none of those that were read.",
      );
    if (++this.count > 150) return [];
    return matching.flatMap((path): [string, RawTable][] => {
      if (above.includes(path)) return [];
      return [[path, isTable(entry) ? tableIn(entry.inputs) : tableOf([])]];
    });
  }

  private matching(local: string): string[] {
    const wanted = local.replace(/^\/+/, "");
    if (!wanted.includes("*")) return this.files.has(wanted) ? [wanted] : [];
    const source = wanted
      .split(/(\*\*\/?|\*)/)
      .map((piece) =>
        piece.startsWith("**")
          ? ".*"
          : piece === "*"
            ? "[^/]*"
            : piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
      )
      .join("");
    const pattern = new RegExp(`^${source}$`);
    return [...this.files.keys()].filter((path) => pattern.test(path)).sort();
  }
}
