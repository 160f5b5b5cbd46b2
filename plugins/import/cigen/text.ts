/** Names of GitHub that the older tool's files have, and cig's. */
const portable: Readonly<Record<string, string>> = {
  "github.sha": "git.sha",
  "github.ref": "git.ref",
  "github.ref_name": "git.branch",
  "github.actor": "run.actor",
  "github.run_id": "run.id",
  "github.run_number": "run.number",
};

/** A text of the older tool as one of cig.toml; `lose` is told of what neither knows. */
export function tomlText(source: string, lose: (what: string) => void): string {
  return source.replace(/(\$?)\{\{\s*([\s\S]*?)\s*\}\}/g, (all, dollar: string, inner: string) => {
    if (dollar !== "") {
      const name = Object.hasOwn(portable, inner)
        ? portable[inner]
        : /^secrets\.\w+$|^matrix\.[\w-]+$/.test(inner)
          ? inner
          : undefined;
      if (name !== undefined) return `{{ ${name} }}`;
    } else if (/^[A-Za-z_][\w.-]*$/.test(inner)) return `{{ ${inner} }}`;
    lose(all);
    return `{{ '${all.slice(0, all.indexOf("{{") + 2)}' }}${all.slice(all.indexOf("{{") + 2)}`;
  });
}

/** Ids of cig.toml: letters, digits, `-`, `_`. */
export function legalId(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  return /^[A-Za-z_]/.test(plain) ? plain : `job-${plain}`;
}
