import {
  type FactSchema,
  factAt,
  folderOf,
  linesOf,
  type MessageInitShape,
  nameOf,
  type RepositoryFile,
  sortedFiles,
  textOfFile,
} from "cig/sdk";

type Fact = MessageInitShape<typeof FactSchema>;

/**
 * `browser.cypress.base_url`, where the configuration in the folder writes one out, and `browser.cypress.component`,
 * where it has component tests. The configuration is a program: what it computes, nobody knows before it runs.
 */
export function configFacts(files: readonly RepositoryFile[], root: string): Fact[] {
  const folder = root === "." ? "" : root;
  const configs = sortedFiles(files).filter(
    ({ path }) => folderOf(path) === folder && /^cypress\./.test(nameOf(path)),
  );
  const lines = configs.flatMap((file) =>
    linesOf(textOfFile(file) ?? "").map((text, index) => ({ file: file.path, line: index + 1, text })),
  );
  const written = lines.filter(({ text }) => !/^\s*(?:\/\/|\*|\/\*)/.test(text));
  const url = written.find(({ text }) => baseUrl.test(text));
  const component = written.find(({ text }) => /^\s*["']?component["']?\s*:\s*\{/.test(text));
  return [
    ...(url ? [factAt("browser.cypress.base_url", baseUrl.exec(url.text)![1]!, 0.9, [url])] : []),
    ...(component ? [factAt("browser.cypress.component", "true", 0.9, [component])] : []),
  ];
}

const baseUrl = /\bbaseUrl["']?\s*:\s*["'`](https?:\/\/[^"'`\s$]+)["'`]/;
