/** A name as an id of cig.toml: letters, digits, "-" and "_", beginning with a letter. */
export function idOf(name: string, otherwise: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  if (plain === "") return otherwise;
  return /^[A-Za-z_]/.test(plain) ? plain : `${otherwise}-${plain}`;
}

/** The id itself, or with the first number behind it that nobody has. */
export function distinctId(id: string, taken: Set<string>): string {
  let free = id;
  for (let number = 2; taken.has(free); number++) free = `${id}-${number}`;
  taken.add(free);
  return free;
}

/** ".github/workflows/build-docs.yml" is "build-docs". The default workflow's name is nobody's. */
export function workflowId(path: string, taken: Set<string>): string {
  const stem = (path.split("/").at(-1) ?? path).replace(/\.ya?ml$/, "");
  const id = idOf(stem, "workflow");
  return distinctId(id === "default" ? "default-workflow" : id, taken);
}
