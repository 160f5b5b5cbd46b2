/**
 * A workflow without what means nothing: inputs of the checkout that are what it takes without them, and the name that cig
 * gives it. cig writes out whether the job's token stays behind.
 */
export function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== "object" || value === null) return value;
  const table = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(table).map(([key, each]): [string, unknown] => [key, settled(each)]);
  const isCheckout = /^actions\/checkout@/.test(String(table.uses));
  return Object.fromEntries(isCheckout ? entries.flatMap(withoutDefaults) : entries);
}

function withoutDefaults([key, value]: [string, unknown]): [string, unknown][] {
  if (key === "name" && value === "Check out") return [];
  if (key !== "with" || typeof value !== "object" || value === null) return [[key, value]];
  const said = Object.entries(value).filter(([name, each]) => defaults[name] !== String(each));
  return said.length === 0 ? [] : [[key, Object.fromEntries(said)]];
}

const defaults: Readonly<Record<string, string>> = { "persist-credentials": "true", "fetch-depth": "1" };
