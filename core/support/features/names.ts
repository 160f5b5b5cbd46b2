import type { Feature } from "../feature.ts";
import { referencesOf } from "../references.ts";

const names = [
  "git.sha",
  "git.branch",
  "git.tag",
  "git.ref",
  "git.default_branch",
  "pr.number",
  "pr.title",
  "pr.author",
  "pr.head_branch",
  "pr.base_branch",
  "run.id",
  "run.number",
  "run.attempt",
  "run.url",
  "run.actor",
  "run.event",
  "runner.temp",
  "workspace",
];

/** What only the run knows. Names of the matrix, of outputs, secrets and inputs belong to what makes them. */
export const nameFeatures: readonly Feature[] = names.map((name) => ({
  id: `name.${name}`,
  title: `\`{{ ${name} }}\``,
  *find(output) {
    for (const { path, use } of referencesOf(output)) if (path.join(".") === name) yield use;
  },
}));
