import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Registry {
  /** "127.0.0.1:5000" */
  readonly host: string;
  readonly url: string;
  /** Each request as "HEAD /v2/acme/tool/manifests/1". */
  readonly asked: string[];
}

/**
 * A registry that gives everybody a token and wants it, as Docker Hub does: digests by "repository:tag". Tokens come
 * from its own address unless another server is named.
 */
export async function registryServer(
  images: Readonly<Record<string, string>>,
  tokensAt?: string,
): Promise<Registry> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    asked.push(`${request.method} ${pathname}`);
    if (pathname === "/token") {
      const token = `token for ${searchParams.get("scope")}`.replaceAll(" ", "-");
      response.end(JSON.stringify({ token }));
      return;
    }
    const [, repository, tag] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(pathname) ?? [];
    const scope = `repository:${repository}:pull`;
    if (request.headers.authorization !== `Bearer token-for-${scope}`) {
      const realm = `${tokensAt ?? `http://127.0.0.1:${portOf(server)}`}/token`;
      response.setHeader("www-authenticate", `Bearer realm="${realm}",service="test",scope="${scope}"`);
      response.writeHead(401).end();
      return;
    }
    const digest = images[`${repository}:${tag}`];
    if (digest === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("docker-content-digest", digest);
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${portOf(server)}`;
  return { host, url: `http://${host}`, asked };
}

function portOf(server: ReturnType<typeof createServer>): number {
  return (server.address() as AddressInfo).port;
}
