import {
  type DetectRequest,
  type DetectResponseSchema,
  folderOf,
  isMaterial,
  linesOf,
  type MessageInitShape,
  nameOf,
  type RepositoryFile,
  sortedFiles,
  textOfFile,
} from "cig/sdk";

/**
 * Says in which folders a Dockerfile stands. That an image is built in CI is a guess, so the facts are weak ones.
 * Dockerfiles for developing or testing, and those of hidden folders (.devcontainer and the like), build something else.
 */
export function detect(request: DetectRequest): MessageInitShape<typeof DetectResponseSchema> {
  const found = sortedFiles(request.files).flatMap(readDockerfile);
  const folders = [...new Set(found.map(({ folder }) => folder))].sort();
  const facts = folders.map((folder) => {
    const here = found.filter((file) => file.folder === folder);
    const first = here.find(({ path }) => /^(Dockerfile|Containerfile)$/.test(nameOf(path))) ?? here[0]!;
    return {
      key: folder === "" ? "docker.root" : `docker[${folder}].root`,
      value: folder || ".",
      evidence: [first, ...here.filter((other) => other !== first)].map(({ path, line }) => ({
        file: path,
        line,
      })),
      confidence: folder === "" ? 0.5 : 0.4,
    };
  });
  return { facts, signals: facts.length > 0 ? ["dockerfile_detected"] : [] };
}

interface Dockerfile {
  readonly path: string;
  readonly folder: string;
  /** Line of the first FROM. */
  readonly line: number;
}

function readDockerfile(file: RepositoryFile): Dockerfile[] {
  const { path } = file;
  if (
    isMaterial(path) ||
    /(^|\/)\.[^/]+\//.test(path) ||
    /\.(dockerignore|erb|j2|md|orig|rej|tmpl|tpl|txt)$/i.test(path)
  )
    return [];
  if (/[._-](example|sample|template|dist)$/i.test(path) || isWorkbench(nameOf(path))) return [];
  const line = linesOf(textOfFile(file) ?? "").findIndex((text) => /^\s*FROM\s+\S/i.test(text)) + 1;
  return line > 0 ? [{ path, folder: folderOf(path), line }] : [];
}

/** An image to develop or test in ("Dockerfile.dev", "playwright.Dockerfile") is nothing that CI builds. */
function isWorkbench(name: string): boolean {
  return /(^|[._-])(base|bench|builder|ci|cypress|debug|dev|develop|development|devcontainer|docs|e2e|lint|local|playwright|spec|test|testing|tests|toolbox)([._-]|$)/i.test(
    name,
  );
}
