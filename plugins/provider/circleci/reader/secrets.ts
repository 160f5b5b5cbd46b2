/** Names of secrets that texts name, sorted. */
export function secretsIn(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(/\{\{ secrets\.(\w+) \}\}/g);
  return [...new Set([...found].map(([, name]) => name!))].sort();
}
