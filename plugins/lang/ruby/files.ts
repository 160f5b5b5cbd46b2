import { isMaterial, nameOf, type RepositoryFile, sortedFiles, textOfFile } from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";

/** The request's files by path, without those that live in tests or hidden folders and stand for something else. */
export interface Files {
  /** Sorted paths, listed ones included. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** Undefined when it is absent, only listed, or not text. */
  text(path: string): string | undefined;
  /** Manifests and version files that are not text. */
  readonly remarks: readonly Remark[];
}

/** Orders the files, so that the answer does not depend on the order they came in. */
export function indexFiles(all: readonly RepositoryFile[]): Files {
  const files = sortedFiles(all).filter(({ path }) => !isElsewhere(path) || isTest(path));
  const texts = new Map<string, string>();
  const remarks: Remark[] = [];
  for (const file of files) {
    if (file.listedOnly) continue;
    const text = textOfFile(file);
    if (text === undefined) remarks.push(notText(file.path));
    else texts.set(file.path, text);
  }
  const paths = files.map(({ path }) => path);
  const known = new Set(paths);
  return { paths, has: (path) => known.has(path), text: (path) => texts.get(path), remarks };
}

/** An application in a folder of tests is their input; a hidden folder belongs to a tool. */
function isElsewhere(path: string): boolean {
  return isMaterial(path) || /(^|\/)\.(?!config\/)[^/]+\//.test(path.replace(/^\.mise\//, ""));
}

/** The tests themselves, which are only listed, are evidence of how the root around them is tested. */
function isTest(path: string): boolean {
  return /(^|\/)(spec|test)\/(.*_(spec|test)|rails_helper|spec_helper|test_helper|helper)\.rb$/.test(path);
}

function notText(path: string): Remark {
  return remarkAt(
    "RUBY101",
    path,
    0,
    `"${path}" is not UTF-8 text, so nothing is read from it.`,
    `Save it as UTF-8, or leave it out with ignore = ["${path}"] under [detect].`,
  );
}

/** True for the files in which a Gemfile's text may stand. */
export function isGemfile(path: string): boolean {
  return nameOf(path) === "Gemfile" || nameOf(path) === "gems.rb";
}
