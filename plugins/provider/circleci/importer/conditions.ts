import { isRecord, listOf, recordOf, textsOf } from "../reader/raw.ts";

/** A logic statement of CircleCI as a condition of cig.toml; undefined where cig.toml has no words for it. */
export function conditionFor(statement: unknown): string | undefined {
  if (!isRecord(statement)) return undefined;
  const [[operator, operand] = ["", undefined]] = Object.entries(statement);
  switch (operator) {
    case "and":
    case "or": {
      const all = listOf(operand).map(conditionFor);
      if (all.length === 0 || !all.every((each) => each !== undefined)) return undefined;
      return all.length === 1
        ? all[0]
        : all.map((each) => `(${each})`).join(operator === "and" ? " && " : " || ");
    }
    case "not": {
      const inner = conditionFor(operand);
      return inner && `!(${inner})`;
    }
    case "equal":
      return equalityOf(listOf(operand));
    default:
      return undefined;
  }
}

const names: Readonly<Record<string, string>> = {
  "pipeline.git.branch": "git.branch",
  "pipeline.git.tag": "git.tag",
};

function equalityOf(values: readonly unknown[]): string | undefined {
  const [one, other] = values;
  if (values.length !== 2 || typeof one !== "string" || typeof other !== "string") return undefined;
  const nameOf = (text: string) => names[/^<<\s*([\w.]+)\s*>>$/.exec(text.trim())?.[1] ?? ""];
  const name = nameOf(one) ?? nameOf(other);
  const value = nameOf(one) ? other : one;
  return name === undefined || value.includes("<<") ? undefined : `${name} == ${quoted(value)}`;
}

/** What the filters of a job ask, where a condition of cig.toml can ask it. */
export interface Filters {
  /** Undefined: every branch. "": none. */
  readonly branches: string | undefined;
  /** "": none; "any": all of them. */
  readonly tags: string;
}

/** Undefined where cig.toml has no words for it. */
export function filtersFor(filters: unknown): Filters | undefined {
  if (filters === undefined || filters === null) return { branches: undefined, tags: "" };
  if (!isRecord(filters) || Object.keys(filters).some((key) => key !== "branches" && key !== "tags"))
    return undefined;
  const branches = filters.branches === undefined ? undefined : questionFor(filters.branches, "git.branch");
  const tags = filters.tags === undefined ? "" : questionFor(filters.tags, "git.tag");
  if ((filters.branches !== undefined && branches === undefined) || tags === undefined) return undefined;
  return { branches: branches === "any" ? undefined : branches, tags };
}

/** A question about a name; "any" for all names, "" for none. */
function questionFor(filter: unknown, name: string): string | undefined {
  const { only, ignore } = isRecord(filter) ? recordOf(filter) : { only: filter, ignore: undefined };
  const [wanted, unwanted] = [textsOf(only), textsOf(ignore)];
  if (unwanted.length > 0) return unwanted.some(isEverything) && wanted.length === 0 ? "" : undefined;
  if (wanted.length === 0) return undefined;
  if (wanted.some(isEverything)) return "any";
  const all = wanted.map((specifier) => specifierFor(specifier, name));
  if (!all.every((each) => each !== undefined)) return undefined;
  return all.length === 1 ? all[0] : `(${all.join(" || ")})`;
}

function isEverything(specifier: string): boolean {
  return /^\/\^?\.\*\$?\/$/.test(specifier);
}

function specifierFor(specifier: string, name: string): string | undefined {
  if (specifier.includes("<<")) return undefined;
  const pattern = /^\/(.*)\/$/s.exec(specifier)?.[1];
  if (pattern === undefined) return `${name} == ${quoted(specifier)}`;
  const prefix = /^\^?([\w-]+)(?:\.\*)\$?$/.exec(pattern)?.[1];
  if (prefix !== undefined) return `startsWith(${name}, ${quoted(prefix)})`;
  // A filter is a pattern of the whole name.
  const bare = pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  return `matches(${name}, ${quoted(/(?<!\\)\|/.test(bare) ? `^(${bare})$` : `^${bare}$`)})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
