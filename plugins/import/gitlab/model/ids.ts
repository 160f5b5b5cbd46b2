/** Ids of cig.toml for names of GitLab, each once. */
export function idsOf(names: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const id = legalId(name);
      let candidate = id;
      for (let count = 2; taken.has(candidate); count++) candidate = `${id}-${count}`;
      taken.add(candidate);
      return [name, candidate];
    }),
  );
}

/** Letters, digits, `-`, `_`; not beginning with a digit or a dash. */
export function legalId(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  if (plain === "") return "job";
  return /^\d/.test(plain) ? `job-${plain}` : plain;
}
