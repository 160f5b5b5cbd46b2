/** A condition in Buildkite's own language, as a tree. */
export type Cond =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "all" | "any"; readonly terms: readonly Cond[] }
  | {
      readonly kind: "compare";
      readonly subject: string;
      readonly is: boolean;
      readonly value: string | boolean | null;
    }
  | { readonly kind: "match"; readonly subject: string; readonly is: boolean; readonly pattern: string };

export const always: Cond = { kind: "constant", value: true };
export const never: Cond = { kind: "constant", value: false };

export function is(subject: string, value: string | boolean | null): Cond {
  return { kind: "compare", subject, is: true, value };
}

export function isNot(subject: string, value: string | boolean | null): Cond {
  return { kind: "compare", subject, is: false, value };
}

/** `pattern` is a regular expression as it stands between slashes, but for the slashes in it. */
export function matches(subject: string, pattern: string): Cond {
  return { kind: "match", subject, is: true, pattern };
}

export function allOf(terms: readonly Cond[]): Cond {
  const flat = distinct(terms.flatMap((term) => (term.kind === "all" ? term.terms : [term])));
  if (flat.some((term) => term.kind === "constant" && !term.value)) return never;
  const rest = flat.filter((term) => term.kind !== "constant" && !isImplied(term, flat, true));
  return rest.length === 0 ? always : rest.length === 1 ? rest[0]! : { kind: "all", terms: rest };
}

export function anyOf(terms: readonly Cond[]): Cond {
  const flat = distinct(terms.flatMap((term) => (term.kind === "any" ? term.terms : [term])));
  if (flat.some((term) => term.kind === "constant" && term.value)) return always;
  const rest = flat.filter((term) => term.kind !== "constant" && !isImplied(term, flat, false));
  return rest.length === 0 ? never : rest.length === 1 ? rest[0]! : { kind: "any", terms: rest };
}

/** The opposite, without a `!`: that of a group is told by the opposites of its parts. */
export function negated(cond: Cond): Cond {
  switch (cond.kind) {
    case "constant":
      return { kind: "constant", value: !cond.value };
    case "all":
      return anyOf(cond.terms.map(negated));
    case "any":
      return allOf(cond.terms.map(negated));
    default:
      return { ...cond, is: !cond.is };
  }
}

/** The condition as text; undefined for one that always holds. `$` in it is a plain character. */
export function printed(cond: Cond): string | undefined {
  return cond.kind === "constant" && cond.value ? undefined : written(cond);
}

function written(cond: Cond): string {
  switch (cond.kind) {
    case "constant":
      return String(cond.value);
    case "all":
    case "any":
      return cond.terms
        .map((term) => (term.kind === "all" || term.kind === "any" ? `(${written(term)})` : written(term)))
        .join(cond.kind === "all" ? " && " : " || ");
    case "match":
      return `${cond.subject} ${cond.is ? "=~" : "!~"} /${betweenSlashes(cond.pattern)}/`;
    case "compare": {
      const { subject, value } = cond;
      if (typeof value !== "string") return `${subject} ${cond.is ? "==" : "!="} ${value}`;
      const quote = ['"', "'"].find((each) => !value.includes(each) && !value.includes("\\"));
      if (quote) return `${subject} ${cond.is ? "==" : "!="} ${quote}${value}${quote}`;
      return `${subject} ${cond.is ? "=~" : "!~"} /${betweenSlashes(`^${escapePattern(value)}$`)}/`;
    }
  }
}

/** Characters as a part of a regular expression. */
export function escapePattern(characters: string): string {
  return characters.replace(/[\\^.*+?()[\]{}|]/g, "\\$&").replaceAll("$", "[$]");
}

function betweenSlashes(pattern: string): string {
  return pattern.replace(/\\.|\//gs, (found) => (found === "/" ? "\\/" : found));
}

function distinct(terms: readonly Cond[]): Cond[] {
  const seen = new Set<string>();
  return terms.filter((term) => {
    const text = JSON.stringify(term);
    return seen.has(text) ? false : seen.add(text);
  });
}

/** `x != null` says nothing beside `x == "a"`, and `x == null` nothing as another way beside `x != "a"`. */
function isImplied(term: Cond, beside: readonly Cond[], isAll: boolean): boolean {
  return (
    term.kind === "compare" &&
    term.value === null &&
    term.is !== isAll &&
    beside.some(
      (other) =>
        other.kind === "compare" &&
        other.subject === term.subject &&
        typeof other.value === "string" &&
        other.is === isAll,
    )
  );
}
