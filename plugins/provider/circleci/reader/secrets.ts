import { listOf, recordOf } from "./raw.ts";

/** Names of secrets that texts name, or logins of images; sorted. */
export function secretsIn(texts: unknown, images: unknown): string[] {
  const named = [...JSON.stringify(texts).matchAll(/\{\{ secrets\.(\w+) \}\}/g)].map(([, name]) => name!);
  const logins = listOf(images).flatMap((image) => Object.values(recordOf(recordOf(image).auth)));
  const given = logins.flatMap((value) => /^\$(\w+)$/.exec(String(value))?.[1] ?? []);
  return [...new Set([...named, ...given])].sort();
}
