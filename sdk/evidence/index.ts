/** Reading what a repository states about itself, for `detect` hooks. Pure: text in, values out. */

export {
  type ApplicationDatabases,
  applicationDatabases,
  applicationGlobs,
  type DatabaseWords,
} from "./application-database.ts";
export { type ComposeImage, composeGlobs, composeImages, type Unreadable } from "./compose.ts";
export { type TestDatabase, testDatabase } from "./database-yml.ts";
export {
  dependencyGlobs,
  type Ecosystem,
  type StatedDependency,
  statedDependencies,
} from "./dependencies.ts";
export { type BaseImage, baseImages } from "./dockerfile.ts";
export {
  folderOf,
  foldersUpwards,
  isInTests,
  isMaterial,
  isTestSuite,
  lineAt,
  linesOf,
  nameOf,
  pathIn,
  sortedFiles,
  textOfFile,
} from "./file.ts";
export {
  directoryOf,
  type FileIndex,
  indexFiles,
  isInside,
  isTable,
  joinPath,
  type ParsedToml,
  type TomlTable,
  valueAt,
} from "./file-index.ts";
export { type Gemfile, parseGemfile, type StatedGem, type StatedRuby } from "./gemfile.ts";
export { type Gemspec, parseGemspec } from "./gemspec.ts";
export { type ImageName, parseImage } from "./image-name.ts";
export { type JsonNode, jsonAt, jsonItems, jsonTextAt, type ParsedJson, parseJson } from "./json.ts";
export { prismaLine } from "./prisma.ts";
export { isConditional, type RubyLine, readRuby } from "./ruby-code.ts";
export {
  type OwnEvidence,
  type ServiceEvidence,
  type ServiceUse,
  serviceEvidence,
  tomlError,
} from "./service.ts";
export type { ServiceKind } from "./service-kind.ts";
export {
  commandsOf,
  type TaskCommand,
  type TaskTarget,
  taskCommand,
  taskGlobs,
  taskTargets,
} from "./task-targets.ts";
export { tomlLine } from "./toml-line.ts";
export { brokenToolFiles, type ToolStatement, toolStatements, versionFile } from "./tool-statements.ts";
export { miseVersion, type StatedVersion, toolVersion } from "./tool-versions.ts";
export { byCodeUnit, isSameLine, standingOf } from "./versions.ts";
export { isMember } from "./workspace-members.ts";
export { type XmlElement, xmlElements } from "./xml.ts";
