/** An expression of GitHub's in a text. */
export interface Found {
  /** What stands between `${{` and `}}`. */
  readonly source: string;
  /** Lines from the text's beginning. */
  readonly line: number;
}

/** All expressions in a text; `}}` in a string of one does not end it. */
export function expressionsIn(value: unknown): Found[] {
  if (typeof value !== "string") return [];
  const found: Found[] = [];
  let start = value.indexOf("${{");
  while (start >= 0) {
    const end = endOf(value, start + 3);
    found.push({
      source: value.slice(start + 3, end).trim(),
      line: value.slice(0, start).split("\n").length - 1,
    });
    start = value.indexOf("${{", end);
  }
  return found;
}

/** The names that an expression reads, in lower case and with dots: `github.event['a']` is "github.event.a". */
export function namesIn(source: string): string[] {
  const withDots = source.replace(
    /\[\s*'((?:[^']|'')*)'\s*\]/g,
    (_, name: string) => `.${name.replaceAll(".", "-")}`,
  );
  const bare = withDots.replace(/'(?:[^']|'')*'/g, "''");
  const names = bare.match(/[A-Za-z_][\w-]*(?:\s*\.\s*(?:[\w-]+|\*)|\[[^\]]*\])*/g) ?? [];
  return names.map((name) =>
    name
      .replace(/\[[^\]]*\]/g, ".*")
      .replace(/\s+/g, "")
      .toLowerCase(),
  );
}

/** The name that makes an expression one of strangers' words, or undefined. */
export function untrustedName(source: string): string | undefined {
  return withoutTests(source).find((name) => untrusted.some((pattern) => pattern.test(name)));
}

/** The secret that an expression reads, or undefined. */
export function secretName(source: string): string | undefined {
  return withoutTests(source).find((name) => /^secrets\b|^github\.token$/.test(name));
}

/** What strangers write: titles, texts, branch and file names, and what a person may type into a form. */
const untrusted: readonly RegExp[] = [
  /^github\.(?:head_ref|ref|ref_name)$/,
  /^github\.event\.inputs\b/,
  /^inputs\b/,
  /^github\.event\.(?:issue|pull_request|discussion|comment|review|review_comment|head_commit|commits|pages|release|workflow_run|client_payload|changes|label|milestone|ref|head|base)\b(?!.*\.(?:id|number|sha|node_id|created_at|updated_at|merged|draft|url|html_url|run_number|run_attempt)$)/,
  /^github\.event(?:\.\*.*)?$/,
  /^github$/,
];

/** A value that is only compared does not reach the text: `contains(x, 'a')`, `x == 'a'`, `x && 'b' || 'c'`. */
function withoutTests(source: string): string[] {
  const open = source
    .replace(/\b(?:contains|startsWith|endsWith|hashFiles)\s*\((?:'(?:[^']|'')*'|[^()])*\)/gi, "true")
    .replace(/[\w.*[\]-]+\s*[=!]=\s*(?:'(?:[^']|'')*'|[\w.*[\]-]+)/g, "true");
  return namesIn(open);
}

function endOf(text: string, from: number): number {
  let inString = false;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "'") inString = !inString;
    else if (!inString && text.startsWith("}}", index)) return index;
  }
  return text.length;
}
