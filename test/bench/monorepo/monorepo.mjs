import { globJobs } from "./glob-jobs.mjs";
import { packageFiles } from "./package-files.mjs";
import { layOutPackages } from "./packages.mjs";
import { randomFrom } from "./random.mjs";
import { cigToml, rootFiles } from "./root-files.mjs";
import { textMaker } from "./text.mjs";
import { trapFiles } from "./traps.mjs";

/** A monorepo as data: its packages, its files by path (content and mode) and jobs for the matcher. */
export function describeMonorepo({ packages: count, files: perPackage, seed, avg: mean, jobs, traps, cig }) {
  const random = randomFrom(seed * 2654435761);
  const makeText = textMaker(seed);
  const packages = layOutPackages(count, random);
  const files = new Map();
  const put = ([path, content, mode = "100644"]) => files.set(path, { content, mode });
  rootFiles(packages, makeText(random, "# synthetic monorepo", 3000)).forEach(put);
  if (cig) put(["cig.toml", cigToml(packages)]);
  for (const each of packages) packageFiles(each, { seed, count: perPackage, mean, makeText }).forEach(put);
  if (traps) trapFiles.forEach(put);
  return { packages, files, jobs: globJobs(jobs, packages, seed) };
}
