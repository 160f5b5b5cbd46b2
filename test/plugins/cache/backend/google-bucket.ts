import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, type ObjectServer, startObjectServer } from "../object-server.ts";

/**
 * As much of Google Cloud Storage as caches use, on loopback: lists of two objects a page, media of an object, and plain
 * uploads that replace nothing, in the bucket "acme-ci", for whoever has the token.
 */
export function startGoogleBucket(token: string, fault: Fault = () => false): Promise<ObjectServer> {
  let ticks = 0;
  const times = new Map<string, string>();
  const answer = (
    request: IncomingMessage,
    response: ServerResponse,
    kept: Map<string, Buffer>,
    body: Buffer,
  ): boolean => {
    const url = new URL(request.url!, "http://host");
    const say = (status: number, value: object | Buffer) =>
      !!response.writeHead(status).end(value instanceof Buffer ? value : JSON.stringify(value, null, 2));
    if (request.headers.authorization !== `Bearer ${token}`) return say(401, { error: { code: 401 } });
    const [, upload, bucket, name] =
      /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
    if (bucket !== "acme-ci") return say(404, { error: { code: 404 } });
    if (upload) {
      const given = url.searchParams.get("name")!;
      if (url.searchParams.get("ifGenerationMatch") === "0" && kept.has(given)) return say(412, {});
      kept.set(given, body);
      times.set(given, new Date(Date.UTC(2026, 0, 1, 0, 0, ticks++)).toISOString());
      return say(200, { name: given });
    }
    if (name !== undefined) {
      const content = kept.get(decodeURIComponent(name));
      return content ? say(200, content) : say(404, { error: { code: 404 } });
    }
    const all = [...kept.keys()]
      .sort()
      .filter((each) => each.startsWith(url.searchParams.get("prefix") ?? ""));
    const from = Number(url.searchParams.get("pageToken")?.slice(0, -2) ?? 0);
    const items = all.slice(from, from + 2).map((each) => ({ name: each, timeCreated: times.get(each) }));
    return say(200, {
      ...(from + 2 < all.length && { nextPageToken: `${from + 2}==` }),
      ...(items.length > 0 && { items }),
    });
  };
  return startObjectServer(
    (request, response, kept, body) =>
      fault(request, response, kept, body) || answer(request, response, kept, body),
  );
}
