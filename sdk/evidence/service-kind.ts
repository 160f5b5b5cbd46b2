import type { Ecosystem } from "./dependencies.ts";
import type { ImageName } from "./image-name.ts";

/** A kind of server that a repository's tests may need, and what gives it away. */
export interface ServiceKind {
  /** "postgres": the facts are `service.postgres`, `service.postgres.version` and `service.postgres.image`. */
  readonly name: string;
  /** For people: "PostgreSQL". */
  readonly title: string;
  /** Its name in `.tool-versions` and `mise.toml`. */
  readonly tools: readonly string[];
  /** Start of its diagnostic codes: "PG". */
  readonly codes: string;
  /** Packages that make no sense without the server. */
  readonly packages: Partial<Record<Ecosystem, readonly string[]>>;
  /** Packages that need the server in production, while tests often do without: a weak sign. */
  readonly weakPackages?: Partial<Record<Ecosystem, readonly string[]>>;
  /** Packages for other servers of this sort: who states one beside ours supports both, and may need neither. */
  readonly rivals?: Partial<Record<Ecosystem, readonly string[]>>;
  /** What an image says of the server; undefined when it is something else. */
  readImage(image: ImageName): { readonly version?: string; readonly isSpecial?: boolean } | undefined;
}
