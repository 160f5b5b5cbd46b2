/** A condition of GitLab: `rules: if`, or what `only` and `except` come to. */
export type Test =
  | { readonly kind: "constant"; readonly value: boolean }
  /** What only GitLab knows: changed files, files that exist, protected branches. */
  | { readonly kind: "unknown"; readonly what: string }
  | { readonly kind: "and" | "or"; readonly left: Test; readonly right: Test }
  | { readonly kind: "not"; readonly of: Test }
  /** A variable is there and not empty. */
  | { readonly kind: "present"; readonly value: Operand }
  | { readonly kind: "equal"; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "matches"; readonly value: Operand; readonly pattern: Pattern }
  /** How everything before has ended. */
  | { readonly kind: "status"; readonly word: "success" | "failure" | "always" };

export type Operand =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "null" };

export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

export const yes: Test = { kind: "constant", value: true };
export const no: Test = { kind: "constant", value: false };

export function both(left: Test, right: Test): Test {
  if (left.kind === "constant") return left.value ? right : left;
  if (right.kind === "constant") return right.value ? left : right;
  return { kind: "and", left, right };
}

export function either(left: Test, right: Test): Test {
  if (left.kind === "constant") return left.value ? left : right;
  if (right.kind === "constant") return right.value ? right : left;
  return { kind: "or", left, right };
}

export function negated(of: Test): Test {
  if (of.kind === "constant") return of.value ? no : yes;
  return of.kind === "not" ? of.of : { kind: "not", of };
}

export function isName(name: string): Operand {
  return { kind: "name", name };
}

/** All that a condition is made of, itself first. */
export function partsOf(test: Test): Test[] {
  switch (test.kind) {
    case "and":
    case "or":
      return [test, ...partsOf(test.left), ...partsOf(test.right)];
    case "not":
      return [test, ...partsOf(test.of)];
    default:
      return [test];
  }
}
