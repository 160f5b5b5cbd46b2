type Path = readonly (string | number)[];

/** Where merged values come from: the nearest recorded ancestor decides. */
export class Origins<Source> {
  readonly #sources = new Map<string, Source>();

  set(path: Path, source: Source): void {
    this.#sources.set(JSON.stringify(path), source);
  }

  /** The source of the nearest recorded ancestor, and how many segments it has; undefined where none is recorded. */
  find(path: Path): { readonly source: Source; readonly length: number } | undefined {
    if (this.#sources.size === 0) return undefined;
    for (let length = path.length; length > 0; length--) {
      const source = this.#sources.get(JSON.stringify(path.slice(0, length)));
      if (source !== undefined) return { source, length };
    }
    return undefined;
  }
}
