/** Names of the secrets that anything in a message refers to. */
export function secretsIn(message: object): ReadonlySet<string> {
  const names = new Set<string>();
  const open: unknown[] = [message];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    if (isReference(value)) {
      if (value.path[0] === "secrets" && value.path[1] !== undefined) names.add(value.path[1]);
    } else for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
  }
  return names;
}

function isReference(value: object): value is { readonly path: readonly string[] } {
  return "$typeName" in value && value.$typeName === "cig.plugin.v1.Reference";
}
