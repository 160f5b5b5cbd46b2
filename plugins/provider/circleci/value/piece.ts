/** A part of a text in CircleCI's notation. */
export type Piece =
  /** Characters as they are. */
  | { readonly kind: "literal"; readonly text: string }
  /** What CircleCI puts in before the pipeline starts: `pipeline.git.branch`, without its brackets. */
  | { readonly kind: "config"; readonly source: string }
  /** What only a shell in the job knows: `${CIRCLE_TAG}`, to stand in double quotes; POSIX. */
  | { readonly kind: "shell"; readonly source: string };

export function literal(text: string): Piece {
  return { kind: "literal", text };
}

export function config(source: string): Piece {
  return { kind: "config", source };
}

export function shell(source: string): Piece {
  return { kind: "shell", source };
}

/** A value of CircleCI's inside of a text. One that some pipelines do not have would read `<nil>` in an environment. */
export function interpolation(source: string): string {
  const isOptional = /^pipeline\.git\.(?:branch|tag|base_revision)$/.test(source);
  return isOptional ? `<< ${source} or "" >>` : `<< ${source} >>`;
}
