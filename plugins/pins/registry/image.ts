/** Where an image lies. */
export interface Image {
  /** "https://registry-1.docker.io" */
  readonly registry: string;
  /** "library/postgres" */
  readonly repository: string;
  readonly tag: string;
}

/**
 * Reads "postgres:16" or "ghcr.io/acme/tool:1.2" as Docker does: the first part is a registry if it has a dot or a port,
 * or is "localhost". Throws the end of a sentence that begins with the name.
 */
export function imageOf(name: string): Image {
  const [, path = "", tag = "latest"] =
    /^([^:@]+(?::\d+\/[^:@]+)?)(?::([\w][\w.-]{0,127}))?$/.exec(name) ?? [];
  const segments = path.split("/");
  const [first = ""] = segments;
  const hasHost = segments.length > 1 && (/[.:]/.test(first) || first === "localhost");
  const host = hasHost ? first : "docker.io";
  const rest = hasHost ? segments.slice(1) : segments;
  if (!/^[\w.-]+(?::\d+)?$/.test(host) || !rest.every((part) => /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(part)))
    throw new Error("is no name of an image");
  const onHub = host === "docker.io" || host === "index.docker.io";
  return {
    registry: onHub ? "https://registry-1.docker.io" : `${schemeOf(host)}://${host}`,
    repository: onHub && rest.length === 1 ? `library/${rest[0]}` : rest.join("/"),
    tag,
  };
}

/** Docker, too, talks to the machine itself without encryption. */
function schemeOf(host: string): "http" | "https" {
  return /^(?:localhost|127(?:\.\d+){3})(?::\d+)?$/.test(host) ? "http" : "https";
}
