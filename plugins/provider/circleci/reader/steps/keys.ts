import { cacheKey, plainWord, shellTokens } from "cig/sdk/table";
import { unescaped } from "../expression/text.ts";
import { readText } from "../names.ts";
import { textOfPieces } from "../shell/words.ts";
import type { Known } from "./own.ts";
import type { JobState } from "./state.ts";

/** What a file holds of which a key has the checksum: files by their patterns, and texts. */
export interface KeyFile {
  readonly files: readonly string[];
  readonly texts: readonly string[];
}

/** What decides which cache a key of CircleCI names. */
export function keyOf(key: unknown, { keyFiles }: JobState): string[] {
  const { text, files } = keyText(key);
  const made = files.flatMap((file) => keyFiles.get(file) ?? []);
  return cacheKey(
    [text, ...made.flatMap(({ texts }) => texts)].join(" "),
    files.flatMap((file) => keyFiles.get(file)?.files ?? [file]),
  );
}

/** Values of templates by the names of cig.toml. */
const templates: Readonly<Record<string, string>> = {
  ".Branch": "git.branch",
  ".Revision": "git.sha",
  ".BuildNum": "run.number",
  ".Environment.CIRCLE_BRANCH": "git.branch",
  ".Environment.CIRCLE_SHA1": "git.sha",
  ".Environment.CIRCLE_TAG": "git.tag",
};

/** A key with its templates in cig's notation, without checksums of files, which stand apart. */
export function keyText(key: unknown): { readonly text: string; readonly files: readonly string[] } {
  const files: string[] = [];
  const source = String(key ?? "").replace(/\{\{\s*(.*?)\s*\}\}/gs, (_, template: string) => {
    const file = /^checksum\s+["'`](.*)["'`]$/s.exec(template)?.[1];
    if (file !== undefined) files.push(file);
    return file === undefined
      ? `{{ ${Object.hasOwn(templates, template) ? templates[template] : template} }}`
      : "";
  });
  const text = readText(source).replace(/%([0-9A-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return { text, files };
}

/** Reads a script that lists what a key hangs on, into the file of which the key has the checksum. True for one. */
export function readKeyFile(command: string, { carried }: Known, state: JobState): boolean {
  const script = unescaped(command);
  const [, specs = "", file] =
    /(?:^|\n)(?:git ls-files --stage -- (.*)|:) > ((?:\S*\/cig\/keys\/|\.cig-key-)\S+)/.exec(script) ?? [];
  if (file === undefined) return false;
  const words = [...script.matchAll(/^printf '%s\\n' (.*) >> \S+$/gm)].flatMap(([, word = ""]) =>
    wordsIn(word, state, carried),
  );
  const files = wordsIn(specs, state, carried).map((spec) =>
    spec.replace(/^:\(([a-z,]+)\)/, (_, magic: string) => (magic.includes("exclude") ? "!" : "")),
  );
  state.keyFiles.set(file, { files, texts: words });
  return true;
}

function wordsIn(source: string, { env }: JobState, carried: Known["carried"]): string[] {
  return (shellTokens(source) ?? []).flatMap((token) =>
    token.kind === "word" ? [plainWord(token.pieces) ?? textOfPieces(token.pieces, env, carried)] : [],
  );
}
