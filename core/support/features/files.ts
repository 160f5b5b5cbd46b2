import {
  type Artifact,
  ArtifactMissing,
  type Cache,
  CacheSave,
  ReportKind,
  type Step,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Feature, inStep, ofStep } from "../feature.ts";

/** Files that outlive a job: artifacts, caches, reports. */
export const fileFeatures: readonly Feature[] = [
  ofUpload("upload", "`artifacts`", ({ workspace }) => !workspace, "artifact"),
  ofStep(
    "artifact.download",
    "`uses_artifacts`",
    ({ kind }) => kind.case === "download" && !kind.value.workspace,
    "download",
  ),
  ofUpload(
    "retention",
    "`retention_days` of an artifact",
    ({ retentionDays }) => retentionDays > 0,
    "artifact.retention_days",
    "retention_days",
  ),
  ofUpload(
    "if_missing",
    "`if_missing` of an artifact",
    ({ ifMissing }) => ifMissing === ArtifactMissing.ERROR || ifMissing === ArtifactMissing.IGNORE,
    "artifact.if_missing",
    "if_missing",
  ),
  ofUpload("workspace", "`persist`", ({ workspace }) => workspace),
  ofCache("cache", "`caches`", () => true, ""),
  ofCache(
    "cache.files_key",
    "a cache's key of files' content",
    ({ keyParts }) => keyParts.some(({ kind }) => kind.case === "files"),
    "key_parts",
  ),
  ofCache(
    "cache.restore_keys",
    "`restore_keys` of a cache",
    ({ restoreKeys }) => restoreKeys.length > 0,
    "restore_keys",
  ),
  ofSave("always", CacheSave.ALWAYS),
  ofSave("trusted_refs", CacheSave.TRUSTED_REFS),
  ofSave("never", CacheSave.NEVER),
  ofReport("junit", "a report of JUnit tests", ReportKind.JUNIT),
  ofReport("coverage", "a report of coverage", ReportKind.COVERAGE),
  ofReport("summary", "a report that is a summary", ReportKind.SUMMARY),
  ofReport("annotations", "a report of annotations", ReportKind.ANNOTATIONS),
];

function ofUpload(
  key: string,
  title: string,
  isUsed: (artifact: Artifact) => boolean,
  ...keys: readonly string[]
): Feature {
  const test = ({ kind }: Step) => kind.case === "upload" && isUsed(kind.value);
  return ofStep(`artifact.${key}`, title, test, ...keys);
}

/** What cig.toml says of a cache stands in its table; a plugin's cache stands where a job uses it. */
function ofCache(id: string, title: string, isUsed: (cache: Cache) => boolean, key: string): Feature {
  return {
    id,
    title,
    *find({ jobs, caches }) {
      const used = new Map(caches.filter(isUsed).map((cache) => [cache.id, cache.name || cache.id]));
      for (const job of jobs)
        for (const step of job.steps) {
          const name = step.kind.case === "cache" ? used.get(step.kind.value.id) : undefined;
          if (name === undefined) continue;
          const definition = ["caches", name];
          yield [...(key === "" ? [] : [[...definition, key]]), definition, ...inStep(step, cacheKeys)];
        }
    },
  };
}

const cacheKeys = ["cache", "restore", "save"];

function ofSave(word: string, save: CacheSave): Feature {
  return ofCache(
    `cache.save.${word}`,
    `\`save = "${word}"\` of a cache`,
    (cache) => cache.save === save,
    "save",
  );
}

function ofReport(word: string, title: string, report: ReportKind): Feature {
  const test = ({ kind }: Step) => kind.case === "report" && kind.value.kind === report;
  return ofStep(`report.${word}`, title, test, `report.${word}`, word, "report");
}
