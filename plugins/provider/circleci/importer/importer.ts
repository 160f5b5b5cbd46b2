import {
  type Imported,
  type ImportedComment,
  type Importer,
  type ImportSource,
  openFindings,
  type TomlTable,
} from "cig/sdk/import";
import { importConfigs } from "./configs.ts";
import { openSources } from "./source.ts";

/**
 * Turns the configurations of CircleCI into cig.toml. Executors, commands and parameters are in their places; what
 * cig.toml has no word for stays in escape hatches, and what cannot be carried is told.
 */
export const importCircleci: Importer = (source: ImportSource): Imported => {
  const split = new Set<string>();
  // A matrix that texts alone cannot say is written out; each time round there is one less.
  for (;;) {
    const findings = openFindings();
    const sources = openSources(source.files, findings);
    const comments: ImportedComment[] = [];
    const { config, unsayable } = importConfigs(sources, source, split, findings, comments);
    if (unsayable.length === 0) return { config: config as TomlTable, comments, residue: findings.all() };
    for (const id of unsayable) split.add(id);
  }
};
