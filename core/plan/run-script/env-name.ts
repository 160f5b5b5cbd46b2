/**
 * The environment variable that brings a run-time name into a script: `git.sha` → CIG_GIT_SHA, `matrix.ruby` →
 * MATRIX_RUBY, `secrets.TOKEN` → SECRET_TOKEN, `jobs.build.outputs.tag` → JOB_BUILD_TAG. Names that tools read
 * (GIT_…, RUBY_VERSION, NPM_TOKEN) are avoided by the prefix: a script's value must not change a tool's behaviour.
 */
export function envName(path: readonly string[]): string {
  const [head, ...rest] = path;
  switch (head) {
    case "matrix":
      return legal(["matrix", ...rest]);
    case "secrets":
      return legal(["secret", ...rest]);
    case "jobs":
    case "steps":
      return legal([
        head === "jobs" ? "job" : "step",
        ...rest.filter((part, index) => index !== 1 || part !== "outputs"),
      ]);
    default:
      return legal(["cig", ...path]);
  }
}

/** The name, or the first of NAME_2, NAME_3, … that `isTaken` does not hold. */
export function freeName(name: string, isTaken: (candidate: string) => boolean): string {
  let candidate = name;
  for (let count = 2; isTaken(candidate); count++) candidate = `${name}_${count}`;
  return candidate;
}

function legal(parts: readonly string[]): string {
  return parts
    .join("_")
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, "_");
}
