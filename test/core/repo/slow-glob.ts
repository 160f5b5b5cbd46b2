/** The meaning of one pattern, written as plainly as possible: expand the groups, then match segment by segment. */
export function slowMatch(pattern: string, path: string): boolean {
  return expand(pattern.replace(/^(\.\/)+/, "")).some((plain) =>
    matchSegments(plain.split("/"), path.split("/")),
  );
}

function expand(pattern: string): string[] {
  const open = pattern.search(/\{[^{}]*,[^{}]*\}/);
  if (open < 0) return [pattern];
  const close = pattern.indexOf("}", open);
  return pattern
    .slice(open + 1, close)
    .split(",")
    .flatMap((choice) => expand(pattern.slice(0, open) + choice + pattern.slice(close + 1)));
}

function matchSegments(patterns: readonly string[], segments: readonly string[]): boolean {
  const [first, ...rest] = patterns;
  if (first === undefined) return segments.length === 0;
  if (first !== "**")
    return segments.length > 0 && matchSegment(first, segments[0]!) && matchSegments(rest, segments.slice(1));
  if (rest.length === 0) return segments.length > 0;
  return segments.some((_, index) => matchSegments(rest, segments.slice(index))) || matchSegments(rest, []);
}

function matchSegment(pattern: string, segment: string): boolean {
  const source = pattern
    .replace(/[.]/g, "\\.")
    .replace(/\[!/g, "[^")
    .replace(/\*+/g, "[^]*")
    .replace(/\?/g, "[^]");
  return new RegExp(`^${source}$`, "u").test(segment);
}
