/** A container image by name. */
export interface ImageName {
  /** Without registry for Docker Hub, without "library/": "postgres", "postgis/postgis", "ghcr.io/acme/postgres". */
  readonly repository: string;
  /** The last segment of the repository: "postgis". */
  readonly base: string;
  readonly tag?: string;
  readonly digest?: string;
  /** As written, with defaults of variables put in. */
  readonly text: string;
}

/**
 * Takes an image reference apart. `${NAME:-16}` and `${NAME-16}` stand for their default; undefined when another
 * variable leaves the name open. A tag that is left open is absent.
 */
export function parseImage(written: string): ImageName | undefined {
  const text = withDefaults(written.trim());
  const match = /^([^@\s$]+?)(?::([^:/@\s]+))?(?:@(\w+:[0-9a-f]+))?$/.exec(text);
  if (!match) return undefined;
  const [, name, tag, digest] = match;
  const repository = name!
    .replace(/^(index\.)?docker\.io\//, "")
    .replace(/^public\.ecr\.aws\/docker\//, "")
    .replace(/^library\//, "")
    .toLowerCase();
  return {
    repository,
    base: repository.slice(repository.lastIndexOf("/") + 1),
    ...(tag !== undefined && !tag.includes("$") && { tag }),
    ...(digest !== undefined && { digest }),
    text,
  };
}

function withDefaults(written: string): string {
  let text = written;
  for (let depth = 0; depth < 4; depth++) text = text.replace(/\$\{\w+:?-([^${}]*)\}/g, "$1");
  // Whatever is still open is shortened, so that the characters in it are not taken for a tag's colon.
  return text.replace(/\$\{[^}]*\}/g, "$");
}
