/** `{a,b}c` as `ac` and `bc`; at most a few hundred, as nobody writes more. */
export function alternatives(glob: string): string[] {
  const match = /^((?:[^{\\]|\\.)*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(glob);
  if (!match) return [glob];
  const [, before = "", choices = "", after = ""] = match;
  return choices
    .split(",")
    .flatMap((choice) => alternatives(before + choice + after))
    .slice(0, 256);
}

/** A glob in git's words, which know no `{a,b}`. */
export function pathspecs(glob: string): string[] {
  const isNegated = glob.startsWith("!");
  return alternatives(isNegated ? glob.slice(1) : glob).map(
    (each) => `:(${isNegated ? "exclude,glob" : "glob"})${each}`,
  );
}
