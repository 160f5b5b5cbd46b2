/** cig/sdk/import: what an importer of a CI system's configuration is made of. */

export { characters, type Draft, idFor, isEmpty, tomlOf, tomlTable } from "./draft.ts";
export { type Findings, openFindings } from "./findings.ts";
export { importHook, readHook, type UnreadableCode } from "./hooks.ts";
export * from "./imported.ts";
export { openYamlFile, type YamlFile } from "./yaml-file.ts";
