import { type Findings, openYamlFile, type YamlFile } from "cig/sdk/import";
import { isConfigPath } from "../reader/files.ts";
import { isRecord, type Raw } from "../reader/raw.ts";

/** A configuration of a repository, with the places and the comments of what stands in it. */
export interface Source extends YamlFile {
  readonly value: Raw;
}

/** The configurations among the files, that of the usual name first. What is no configuration is told. */
export function openSources(files: ReadonlyMap<string, string>, findings: Findings): Source[] {
  const usual = ".circleci/config.yml";
  return [...files]
    .filter(([path]) => isConfigPath(path))
    .sort(([a], [b]) => (a === usual ? -1 : b === usual ? 1 : a < b ? -1 : 1))
    .flatMap(([path, text]): Source[] => {
      const file = openYamlFile(path, text);
      const fault = "fault" in file ? file.fault : isRecord(file.value) ? undefined : "It holds no table";
      if (!("fault" in file) && isRecord(file.value)) return [{ ...file, value: file.value }];
      findings.lost(path, 1, "", "the file", `It cannot be read as a configuration: ${fault}.`);
      return [];
    });
}
