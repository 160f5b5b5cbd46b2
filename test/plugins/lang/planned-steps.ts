import { type Expansion, literalOf, type Step, type Text } from "cig/sdk";

/** An expansion in a form that is easy to compare. */
export function shown({ use, steps, caches, versions }: Expansion) {
  return {
    use,
    steps: steps.map(stepText),
    caches: caches.map(({ id, paths, keyParts }) => ({
      id,
      paths,
      key: keyParts.map(({ kind }) =>
        kind.case === "files" ? `files ${kind.value}` : show(kind.value as Text),
      ),
    })),
    versions: versions.map(({ tool, version }) => `${tool} ${show(version)}`),
  };
}

/** A step on one line: "shivammathur/setup-php php-version=8.3", "cache composer", "run make (in web)". */
function stepText({ kind, env, workingDirectory }: Step): string {
  const where = workingDirectory === "" ? "" : ` (in ${workingDirectory})`;
  const variables = env.map(({ name, value }) => ` ${name}=${show(value)}`).join("");
  if (kind.case === "run") return `run ${kind.value.script}${variables}${where}`;
  if (kind.case === "cache") return `cache ${kind.value.id}`;
  if (kind.case !== "toolchain") return String(kind.case);
  const native = kind.value.native[0];
  if (!native) return `script for ${kind.value.tool}`;
  return [native.uses, ...native.with.map(({ name, value }) => `${name}=${show(value)}`)].join(" ");
}

/** Names of the run in braces. */
function show(value: Text | undefined): string {
  return (
    literalOf(value) ??
    value!.parts
      .map(({ kind }) => (kind.case === "reference" ? `{${kind.value.path.join(".")}}` : kind.value))
      .join("")
  );
}
