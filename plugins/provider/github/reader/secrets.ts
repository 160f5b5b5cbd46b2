import { cutExpressions } from "./expression/text.ts";
import { isRecord } from "./raw.ts";

/** Names of secrets that expressions in the values name, sorted; the job's token has two names. */
export function readSecrets(...values: readonly unknown[]): string[] {
  const found = expressionsIn(values).flatMap((source) => [
    ...source
      .replace(/\bgithub\.token\b/g, "secrets.GITHUB_TOKEN")
      .matchAll(/\bsecrets(?:\.([A-Za-z_]\w*)|\[\s*'([^']+)'\s*\])/g),
  ]);
  return [...new Set(found.map(([, plain, quoted]) => plain ?? quoted!))].sort();
}

function expressionsIn(value: unknown): string[] {
  if (typeof value === "string") return cutExpressions(value).filter((_, index) => index % 2 === 1);
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  return isRecord(value) ? Object.values(value).flatMap(expressionsIn) : [];
}
