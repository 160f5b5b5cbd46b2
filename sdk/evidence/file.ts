import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "./versions.ts";

/** The file's text without a byte order mark; undefined when it was only listed or is not UTF-8 text. */
export function textOfFile(file: RepositoryFile): string | undefined {
  if (file.listedOnly || file.content.includes(0)) return undefined;
  try {
    return decoder.decode(file.content);
  } catch {
    return undefined;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The lines of a text, without their ends. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** The line, from 1, in which the character at `offset` stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

/** "api" for "api/Gemfile", "" for "Gemfile". */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** "Gemfile" for "api/Gemfile". */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path of `name` in `folder`, where "" is the repository's root. */
export function pathIn(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The folder itself, its parent and so on up to "", the root. */
export function foldersUpwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; at !== ""; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
}

/** True below a folder of tests: an application there is input of a test and says nothing about the repository. */
export function isInTests(path: string): boolean {
  return foldersOf(path).some((folder) => testFolder.test(folder));
}

/** "test", "__tests__", "e2e", "e2e-cases", "integration_tests", "system-specs" */
const testFolder =
  /^(_*(tests?|specs?)_*|e2e|features|testing|cypress|playwright|runtime-tests)$|^(e2e|tests?|specs?)[._-]|[._-](tests?|specs?|e2e)$/;

/** True for what stands in a folder of tests itself, such as "packages/ui-tests" or "tests/e2e", and not below a case there. */
export function isTestSuite(path: string): boolean {
  const folders = foldersOf(path);
  const first = folders.findIndex((folder) => testFolder.test(folder));
  const isCopied = folders.some((folder) => copied.test(folder));
  return first >= 0 && !isCopied && folders.slice(first).every((folder) => testFolder.test(folder));
}

/** True for material: below a folder of tests, or one whose name says that it is to be copied ("site_template"). */
export function isMaterial(path: string): boolean {
  return isInTests(path) || foldersOf(path).some((folder) => copied.test(folder));
}

const copied =
  /(^|[._-])(boilerplate|dummy|examples?|fixtures?|samples?|skeleton|starter|templates?)([._-]|$)/;

function foldersOf(path: string): string[] {
  return folderOf(path).toLowerCase().split("/");
}

/** The same files, ordered by path in code units, so that an answer does not depend on the order they came in. */
export function sortedFiles(files: readonly RepositoryFile[]): RepositoryFile[] {
  return [...files].sort((a, b) => byCodeUnit(a.path, b.path));
}
