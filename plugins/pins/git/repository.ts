import type { PinQuestion } from "cig/sdk";

/** Where a building block's versions are. */
export interface Repository {
  /** "https://github.com/actions/checkout" */
  readonly address: string;
  /** The Authorization header. Absent: anybody may ask. */
  readonly authorization?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The repository behind a name. Throws the end of a sentence that begins with the name. */
export function repositoryOf({ provider, name }: PinQuestion, environment: Environment): Repository {
  const server = (environment.GITHUB_SERVER_URL || "https://github.com").replace(/\/+$/, "");
  const onServer = (path: string) => ({ address: `${server}/${path}`, ...credentials(environment) });
  const segments = name.split("/");
  const isPlain = segments.every((segment) => /^[\w.-]+$/.test(segment) && !/^\.+$/.test(segment));
  if (provider === "github" && isPlain && segments.length >= 2)
    return onServer(segments.slice(0, 2).join("/"));
  if (provider === "buildkite") {
    if (/^https?:\/\/[^\s?#@]+$/.test(name)) return { address: name.replace(/\.git$/, "") };
    // https://buildkite.com/docs/pipelines/integrations/plugins/using#plugin-sources
    if (isPlain && segments.length === 1) return onServer(`buildkite-plugins/${name}-buildkite-plugin`);
    if (isPlain && segments.length === 2) return onServer(`${name}-buildkite-plugin`);
  }
  throw new Error("is in no repository that can be asked over HTTP");
}

/** As GitHub takes tokens of any kind from git. */
function credentials({ GITHUB_TOKEN, GH_TOKEN }: Environment): { authorization?: string } {
  const token = GITHUB_TOKEN || GH_TOKEN;
  if (!token) return {};
  return { authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}` };
}
