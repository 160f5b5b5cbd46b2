import { toBinary } from "@bufbuild/protobuf";
import { type Output, OutputSchema } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Config } from "../config/config.ts";
import type { MergedFile } from "../merge/merge.ts";
import { addHeader, digestOf } from "../output/output.ts";
import type { Plan } from "../plan/plan.ts";

/** The header tells what the file was made from: everything its owner was asked with. */
export function withHeader(file: MergedFile, plan: Plan, config: Config, coreVersion: string): MergedFile {
  const own = plan.outputs.filter((output) => output.path === file.path);
  const sources = (own.length > 0 ? own : plan.outputs).map(bytesOf);
  const info = {
    version: coreVersion,
    sourceDigest: digestOf(Buffer.concat(sources)),
    sourceFile: config.file,
    ...headerWish(file.path, config),
  };
  return { ...file, content: addHeader(file.path, file.content, info) };
}

/** Thousands of jobs take a while to write out, and cig.lock is made from all outputs once more. */
const known = new WeakMap<Output, Uint8Array>();

function bytesOf(output: Output): Uint8Array {
  const bytes = known.get(output) ?? toBinary(OutputSchema, unsigned(output));
  known.set(output, bytes);
  return bytes;
}

/** A plugin's release changes signatures, and no byte of a file that says the same. */
function unsigned(output: Output): Output {
  const jobs = output.jobs.map((job) => ({
    ...job,
    variants: job.variants.map((variant) => ({ ...variant, signature: new Uint8Array() })),
  }));
  return { ...output, jobs };
}

function headerWish(path: string, config: Config): { header?: string | boolean } {
  const header = config.schema.outputs?.find((output) => output.path === path)?.header;
  return header === undefined ? {} : { header };
}
