/**
 * What a configuration is made of before it becomes text. Maps keep their order and take any key, `__proto__`
 * included; a marked scalar carries a comment for the end of its line.
 */
export type Yaml = string | number | bigint | boolean | null | Marked | readonly Yaml[] | Table;
export type Table = Map<string, Yaml>;

/** A scalar with a comment, such as a commit id with the version that people know it by. */
export interface Marked {
  readonly marked: string;
  readonly comment: string;
}

/** A table of the entries that are there: those with the value undefined are left out. */
export function table(...entries: readonly (readonly [string, Yaml | undefined])[]): Table {
  return new Map(entries.filter((entry): entry is [string, Yaml] => entry[1] !== undefined));
}

/** The list, or undefined for an empty one. */
export function unlessEmpty<T extends Table | readonly Yaml[]>(value: T): T | undefined {
  return (value instanceof Map ? value.size : value.length) === 0 ? undefined : value;
}

export function isTable(value: Yaml | undefined): value is Table {
  return value instanceof Map;
}

export function isMarked(value: Yaml): value is Marked {
  return typeof value === "object" && value !== null && "marked" in value;
}

/** The value as JSON, which is also the same text for the same value. */
export function jsonText(value: Yaml): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (each instanceof Map) return Object.fromEntries(each);
    return typeof each === "bigint" ? Number(each) : each;
  });
}
