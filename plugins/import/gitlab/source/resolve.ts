import { mergeTables } from "./merge.ts";
import type { ResidueList } from "./residue-list.ts";
import {
  entriesOf,
  isList,
  isTable,
  type Place,
  placeOf,
  type Raw,
  type RawTable,
  Reference,
  tableOf,
  textsIn,
} from "./value.ts";

/** GitLab's own limit of levels, for `extends` and `!reference` alike. */
const deepest = 11;

/** The jobs and the rest of a configuration with `extends` and `!reference` followed. */
export function resolveTable(table: RawTable, residue: ResidueList): RawTable {
  const extended = new Map<string, RawTable>();
  const extend = (name: string, above: readonly string[]): RawTable | undefined => {
    const known = extended.get(name);
    if (known) return known;
    const own = table[name];
    if (!isTable(own)) return undefined;
    let below = tableOf([]);
    for (const parent of textsIn(own.extends)) {
      const isCircle = above.includes(parent) || above.length >= deepest;
      const base = isCircle ? undefined : extend(parent, [...above, name]);
      if (base) below = mergeTables(below, base);
      else
        residue.add(
          placeOf(own, "extends"),
          "",
          `\`extends: ${parent}\` of \`${name}\``,
          isCircle ? "It goes round in a circle." : "There is no such job among the files that were read.",
        );
    }
    const result = mergeTables(below, without(own, "extends"));
    if (above.length === 0) extended.set(name, result);
    return result;
  };
  const whole = tableOf(
    entriesOf(table).map(
      ([key, value, place]) =>
        [key, isTable(value) && value.extends !== undefined ? extend(key, [])! : value, place] as const,
    ),
  );
  const follow = (value: Raw, place: Place | undefined, depth: number): Raw => {
    if (value instanceof Reference) {
      const target = depth < deepest ? lookUp(whole, value.path) : undefined;
      if (target !== undefined) return follow(target, place, depth + 1);
      residue.add(
        place,
        "",
        `\`!reference [${value.path.join(", ")}]\``,
        "There is nothing at that place among the files that were read.",
      );
      return null;
    }
    if (isList(value))
      return value.flatMap((item) => {
        const inner = follow(item, place, depth);
        return item instanceof Reference && isList(inner)
          ? [...inner]
          : item instanceof Reference && inner === null
            ? []
            : [inner];
      });
    if (!isTable(value)) return value;
    return tableOf(
      entriesOf(value).map(([key, inner, at]) => [key, follow(inner, at ?? place, depth), at] as const),
    );
  };
  // What hidden jobs refer to is only looked at where somebody uses it.
  return tableOf(
    entriesOf(whole).flatMap(([key, value, place]) =>
      key.startsWith(".") ? [] : [[key, follow(value, place, 0), place] as const],
    ),
  );
}

function lookUp(table: RawTable, path: readonly string[]): Raw | undefined {
  let value: Raw | undefined = table;
  for (const key of path) {
    if (isTable(value)) value = value[key];
    else if (isList(value)) value = value[Number(key)];
    else return undefined;
  }
  return value;
}

function without(table: RawTable, key: string): RawTable {
  return tableOf(entriesOf(table).filter(([name]) => name !== key));
}
