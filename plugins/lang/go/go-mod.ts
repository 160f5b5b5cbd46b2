import { type FileIndex, linesOf, type ToolStatement } from "cig/sdk";

/** What a go.mod or a go.work states. */
export interface GoFile {
  readonly file: string;
  /** The path of the module; absent in a go.work. */
  readonly module?: ToolStatement;
  readonly go?: ToolStatement;
  /** Without the "go" in front. */
  readonly toolchain?: ToolStatement;
  /** Paths of packages that `go tool` starts. */
  readonly tools: readonly ToolStatement[];
  /** Folders of a workspace, as written. */
  readonly uses: readonly ToolStatement[];
}

/** Reads the file, which is absent for undefined. The format is Go's own: a directive a line, or a block of them. */
export function readGoFile(files: FileIndex, file: string): GoFile | undefined {
  const text = files.text(file);
  if (text === undefined) return undefined;
  const found = directives(text).map(({ name, value, line }) => ({ name, value, file, line }));
  const all = (name: string) =>
    found.filter((each) => each.name === name).map(({ value, line }) => ({ value, file, line }));
  const [module] = all("module");
  const [go] = all("go");
  const toolchain = all("toolchain")
    .map((each) => ({ ...each, value: each.value.replace(/^go(?=\d)/, "") }))
    .find(({ value }) => value !== "default");
  return {
    file,
    ...(module && { module }),
    ...(go && { go }),
    ...(toolchain && { toolchain }),
    tools: all("tool"),
    uses: all("use"),
  };
}

interface Directive {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

function directives(text: string): Directive[] {
  const found: Directive[] = [];
  let block: string | undefined;
  for (const [index, whole] of linesOf(text).entries()) {
    const words = whole
      .replace(/\/\/.*$/, "")
      .trim()
      .split(/\s+/);
    const [first = "", second = ""] = words;
    if (first === ")") block = undefined;
    else if (second === "(" || first.endsWith("(")) block = first.replace(/\($/, "");
    else if (block !== undefined && first !== "")
      found.push({ name: block, value: unquoted(first), line: index + 1 });
    else if (second !== "") found.push({ name: first, value: unquoted(second), line: index + 1 });
  }
  return found;
}

function unquoted(word: string): string {
  return word.replace(/^(["`])(.*)\1$/, "$2");
}
