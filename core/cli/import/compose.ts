import type { Imported, ImportedComment, TomlTable } from "../../../sdk/import/imported.ts";
import { writeToml } from "./toml/write-toml.ts";

/** What the repository is, as far as the file says it. */
export interface About {
  readonly name: string;
  readonly defaultBranch: string;
  /** Of the system: "GitHub Actions". */
  readonly title: string;
  /** cig renders files of that system, in the place of the old ones. */
  readonly isRendered: boolean;
}

/** The text of the cig.toml, with a head that says where it is from, and the default branch where it is not main. */
export function compose(imported: Imported, about: About): string {
  const head: ImportedComment = {
    path: [],
    lines: [
      `What this project's CI does. Written by \`cig import\` from what ${about.title} did; from now on it is yours to edit.`,
      about.isRendered
        ? "`cig plan` shows what it would render, `cig render --force` puts it in the place of the old files."
        : "`cig plan` shows what it would render; the old files go when they are no longer needed.",
    ],
  };
  return writeToml(withProject(imported.config, about), [head, ...imported.comments]);
}

function withProject(config: TomlTable, { name, defaultBranch }: About): TomlTable {
  const { version = "0.2", project, ...rest } = config;
  const own = typeof project === "object" && !Array.isArray(project) ? (project as TomlTable) : {};
  const { name: ownName = name, default_branch: branch = defaultBranch, ...others } = own;
  return {
    version,
    project: { name: ownName, ...(branch !== "main" && { default_branch: branch }), ...others },
    ...rest,
  };
}
