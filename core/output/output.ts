/** The end of the pipeline: compare with the disk, tell the difference, write all files or none. */
export { type Change, describeChanges, type Risk } from "./changes/changes.ts";
export {
  type CompareOptions,
  compareFiles,
  type FileChange,
  type OutputFile,
  refusalsOf,
} from "./compare.ts";
export { type DiffLine, diffFile } from "./diff.ts";
export { digestOf, shortDigestOf } from "./digest.ts";
export {
  addHeader,
  bodyDigest,
  bodyDigestOfFile,
  bodyOf,
  type Header,
  type HeaderInfo,
  readHeader,
} from "./header.ts";
export { changesOfPlan, formatPlanFile, type PlanFile, parsePlanFile, sourceDigestOf } from "./plan-file.ts";
export { recover } from "./recover.ts";
export { checkOutputPath } from "./safe-path.ts";
export { type WriteOptions, type Written, write } from "./write/write.ts";
