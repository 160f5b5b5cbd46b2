import { nearest } from "../diagnostic/nearest.ts";

/** Something wrong in a manifest. */
export interface Mistake {
  readonly path: readonly string[];
  readonly message: string;
  readonly hint?: string;
}

/** What a text must look like. */
export interface Form {
  fits(text: string): boolean;
  /** How a message says it: "a semantic version, such as …". */
  readonly form: string;
}

/** Reads typed values from a TOML table, remembers which keys were asked for, and gathers mistakes. */
export class TableReader {
  private readonly known = new Set<string>();

  constructor(
    private readonly values: Record<string, unknown>,
    private readonly path: readonly string[],
    private readonly mistakes: Mistake[],
  ) {}

  mistake(key: string, message: string, hint?: string): void {
    this.mistakes.push({ path: [...this.path, key], message, ...(hint && { hint }) });
  }

  keys(): string[] {
    return Object.keys(this.values);
  }

  /** Any value; undefined when the key is absent. */
  any(key: string): unknown {
    this.known.add(key);
    return Object.hasOwn(this.values, key) ? this.values[key] : undefined;
  }

  /** A required text. */
  text(key: string, form: Form): string {
    const value = this.any(key);
    if (value === undefined)
      this.mistake(key, `The key "${key}" of ${this.title()} is missing: it is ${form.form}.`);
    else if (typeof value !== "string") this.wrongType(key, value, "a string");
    else if (!form.fits(value)) this.mistake(key, `"${value}" is not ${form.form}.`);
    else return value;
    return "";
  }

  optionalText(key: string): string {
    const value = this.any(key);
    if (value === undefined || typeof value === "string") return value ?? "";
    this.wrongType(key, value, "a string");
    return "";
  }

  flag(key: string): boolean {
    const value = this.any(key);
    if (value !== undefined && typeof value !== "boolean") this.wrongType(key, value, "true or false");
    return value === true;
  }

  /** A list of texts, empty when absent. */
  list(key: string, form?: Form): string[] {
    const value = this.any(key) ?? [];
    if (!Array.isArray(value) || value.some((item) => typeof item !== "string")) {
      this.wrongType(key, value, "a list of strings");
      return [];
    }
    for (const item of value as string[])
      if (form && !form.fits(item)) this.mistake(key, `"${item}" in "${key}" is not ${form.form}.`);
    return [...new Set(value as string[])];
  }

  /** A required list of words out of `allowed`, in that order. */
  choices<T extends string>(key: string, allowed: readonly T[]): T[] {
    const found = this.list(key);
    if (found.length === 0 && !Object.hasOwn(this.values, key))
      this.mistake(
        key,
        `The key "${key}" of ${this.title()} is missing: it lists at least one of ${allowed.join(", ")}.`,
      );
    for (const item of found)
      if (!allowed.includes(item as T))
        this.mistake(
          key,
          `"${item}" in "${key}" is unknown: it can be ${allowed.join(", ")}.`,
          didYouMean(item, allowed),
        );
    return allowed.filter((item) => found.includes(item));
  }

  /** A required word out of `allowed`. */
  choice<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.any(key);
    if (allowed.includes(value as T)) return value as T;
    const hint = typeof value === "string" ? didYouMean(value, allowed) : undefined;
    this.mistake(key, `The key "${key}" of ${this.title()} must be one of ${allowed.join(", ")}.`, hint);
    return undefined;
  }

  /** The protocol majors, ascending; [1] when absent. */
  protocols(): number[] {
    const value = this.any("protocols") ?? [1];
    const isMajor = (item: unknown) => Number.isSafeInteger(item) && (item as number) > 0;
    if (Array.isArray(value) && value.length > 0 && value.every(isMajor))
      return [...new Set(value as number[])].sort((a, b) => a - b);
    this.wrongType("protocols", value, "a list of protocol numbers such as [1]");
    return [];
  }

  /** A required table. */
  table(key: string): TableReader {
    const value = this.any(key);
    if (value === undefined) this.mistake(key, `The table [${[...this.path, key].join(".")}] is missing.`);
    return this.reader(key, value);
  }

  optionalTable(key: string): TableReader {
    return this.reader(key, this.any(key));
  }

  /** All keys of a table of texts. */
  texts(): Record<string, string> {
    return Object.fromEntries(this.keys().map((key) => [key, this.optionalText(key)]));
  }

  /** Reports every key that nobody asked for. */
  refuseOthers(): void {
    for (const key of this.keys())
      if (!this.known.has(key))
        this.mistake(key, `The key "${key}" is unknown in ${this.title()}.`, didYouMean(key, this.known));
  }

  private reader(key: string, value: unknown): TableReader {
    const isTable =
      typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
    if (value !== undefined && !isTable) this.wrongType(key, value, "a table");
    return new TableReader(
      isTable ? (value as Record<string, unknown>) : {},
      [...this.path, key],
      this.mistakes,
    );
  }

  private wrongType(key: string, value: unknown, wanted: string): void {
    this.mistake(key, `The key "${key}" of ${this.title()} must be ${wanted}, and is ${describe(value)}.`);
  }

  private title(): string {
    return this.path.length === 0 ? "module.toml" : `[${this.path.join(".")}]`;
  }
}

function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `Did you mean "${near}"?`;
}

function describe(value: unknown): string {
  if (typeof value === "string") return `the string "${value}"`;
  if (Array.isArray(value)) return "a list of something else";
  if (value instanceof Date) return "a date";
  return typeof value === "object" ? "a table" : String(value);
}
