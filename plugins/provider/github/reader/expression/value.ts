/** What an expression comes to. */
export type Value =
  | null
  | boolean
  | number
  | string
  | Unknown
  | Open
  | readonly Value[]
  | { readonly [key: string]: Value };

/** A value that only the run knows. Two of one name are equal; two of one family with other names are not. */
export class Unknown {
  constructor(
    readonly name: string,
    readonly family = "",
  ) {}
}

/** An object of which some fields are known; all others are unknown. */
export class Open {
  constructor(
    readonly name: string,
    readonly fields: Readonly<Record<string, Value>>,
  ) {}
}

export type Table = { readonly [key: string]: Value };

export function isTable(value: Value): value is Table {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Open)
  );
}

/** False, 0, "", null and no number are false; undefined where only the run knows. */
export function truthOf(value: Value): boolean | undefined {
  if (value instanceof Unknown) return undefined;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return value !== null && value !== false && value !== "";
}

/** As GitHub puts it into a text. */
export function textOf(value: Value): string | undefined {
  if (value instanceof Unknown) return undefined;
  if (value === null) return "";
  if (typeof value === "object") return Array.isArray(value) ? "Array" : "Object";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : shortNumber(value);
  return String(value);
}

/** `==`: texts without regard to case, other kinds as numbers. Undefined where only the run knows. */
export function sameAs(left: Value, right: Value): boolean | undefined {
  if (left instanceof Unknown || right instanceof Unknown) return sameUnknown(left, right);
  const [a, b] = coerced(left, right);
  if (typeof a === "string" && typeof b === "string") return a.toUpperCase() === b.toUpperCase();
  return a === b;
}

/** -1, 0, 1; NaN where neither is less. Undefined where only the run knows. */
export function compared(left: Value, right: Value): number | undefined {
  if (left instanceof Unknown || right instanceof Unknown) return undefined;
  const [a, b] = coerced(left, right);
  if (typeof a === "string" && typeof b === "string") return order(a.toUpperCase(), b.toUpperCase());
  if (typeof a === "boolean" && typeof b === "boolean") return order(Number(a), Number(b));
  return typeof a === "number" && typeof b === "number" ? order(a, b) : Number.NaN;
}

function order<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
}

function sameUnknown(left: Value, right: Value): boolean | undefined {
  if (!(left instanceof Unknown) || !(right instanceof Unknown)) {
    const [unknown, known] = left instanceof Unknown ? [left, right] : [right as Unknown, left];
    // What belongs to a family is some name, and no name is nothing.
    return unknown.family !== "" && (known === null || known === "") ? false : undefined;
  }
  if (left.name === right.name) return true;
  return left.family !== "" && left.family === right.family ? false : undefined;
}

function coerced(left: Value, right: Value): [Value, Value] {
  if (kindOf(left) === kindOf(right)) return [left, right];
  return [numberOf(left), numberOf(right)];
}

function kindOf(value: Value): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

export function numberOf(value: Value): number {
  if (value === null) return 0;
  if (typeof value === "boolean" || typeof value === "number") return Number(value);
  if (typeof value !== "string") return Number.NaN;
  const text = value.trim();
  return /^[+-]?0[xo]/i.test(text) && /^[+-]/.test(text) ? Number.NaN : Number(text);
}

/** GitHub shows 15 digits of a broken number. */
function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : String(value);
}
