import { characters } from "cig/sdk/import";
import { cutExpressions, unescaped } from "../reader/expression/text.ts";

/** Values of CircleCI that a name of cig.toml is rendered to. */
const portable: Readonly<Record<string, string>> = {
  "pipeline.git.revision": "git.sha",
  "pipeline.git.branch": "git.branch",
  "pipeline.git.tag": "git.tag",
  "pipeline.id": "run.id",
  "pipeline.number": "run.number",
};

const opening = "\uE000";
const closing = "\uE001";

/** A mark that stands for a value of the matrix until all texts are written. */
export function markOf(axis: string): string {
  return opening + axis + closing;
}

export function holdsMark(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(opening);
}

/**
 * A text of CircleCI in the notation of cig.toml: `<< pipeline.git.branch >>` is `{{ git.branch }}`, characters are
 * themselves. Undefined where it names a value that cig.toml has no name for.
 */
export function textFor(source: string): string | undefined {
  let text = "";
  // A dollar in front of a name would make it one of GitHub's.
  const add = (name: string) => {
    text = `${text.replace(/\$$/, "{{ '$' }}")}{{ ${name} }}`;
  };
  for (const [index, piece] of cutExpressions(source).entries()) {
    if (index % 2 === 1) {
      const bare = piece.replace(/ or ""$/, "");
      if (!Object.hasOwn(portable, bare)) return undefined;
      add(portable[bare]!);
    } else
      for (const [place, part] of unescaped(piece).split(marks).entries())
        if (place % 2 === 1) add(`matrix.${part}`);
        else text += characters(part);
  }
  return text;
}

const marks = new RegExp(`${opening}([^${closing}]*)${closing}`);
