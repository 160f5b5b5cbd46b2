import type { IncomingMessage, ServerResponse } from "node:http";
import { CRC32C } from "@google-cloud/storage";
import { type Fault, type ObjectServer, startObjectServer } from "./object-server.ts";

/**
 * As much of Google Cloud Storage as a store uses, on loopback: media of an object, and multipart upload, in the bucket
 * "markers". `.ci/stores` asks emulators that we did not write.
 */
export function startGcsServer(fault: Fault = () => false): Promise<ObjectServer> {
  return startObjectServer(
    (request, response, kept, body) =>
      fault(request, response, kept, body) || answer(request, response, kept, body),
  );
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  kept: Map<string, Buffer>,
  body: Buffer,
): boolean {
  const url = new URL(request.url!, "http://host");
  const [, bucket, name] = /\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
  const json = (status: number, value: object) =>
    !!response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  const missing = (message: string) => json(404, { error: { code: 404, message, errors: [{ message }] } });
  if (bucket !== "markers") return missing("The specified bucket does not exist.");
  if (request.method === "POST" && url.pathname.startsWith("/upload/")) {
    const content = lastPart(body, request.headers["content-type"]!);
    const uploaded = url.searchParams.get("name")!;
    kept.set(uploaded, content);
    const crc32c = new CRC32C();
    crc32c.update(content);
    return json(200, { bucket, name: uploaded, size: String(content.length), crc32c: crc32c.toString() });
  }
  const content = kept.get(decodeURIComponent(name ?? ""));
  if (!content) return missing(`No such object: ${bucket}/${name}`);
  return !!response.writeHead(200).end(content);
}

/** multipart/related: the metadata, then the bytes. */
function lastPart(body: Buffer, type: string): Buffer {
  const boundary = `--${/boundary="?([^";]+)/.exec(type)![1]}`;
  const text = body.toString("latin1");
  const start = text.indexOf("\r\n\r\n", text.indexOf(boundary, 1)) + 4;
  return body.subarray(start, text.lastIndexOf(`\r\n${boundary}--`));
}
