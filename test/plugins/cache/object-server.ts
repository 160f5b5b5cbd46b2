import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** What a server does instead of answering as it should; true when it has dealt with the request. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
  kept: Map<string, Buffer>,
  body: Buffer,
) => boolean;

export interface ObjectServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly requests: Request[];
  /** Objects by path. */
  readonly kept: Map<string, Buffer>;
  close(): Promise<void>;
}

/** An HTTP server on loopback that keeps what is PUT and tells it to a GET, unless its fault comes first. */
export async function startObjectServer(fault: Fault = () => false): Promise<ObjectServer> {
  const kept = new Map<string, Buffer>();
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ method: request.method!, path: request.url!, headers: request.headers });
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    if (fault(request, response, kept, body)) return;
    if (request.method === "PUT") {
      kept.set(request.url!, body);
      response.writeHead(201).end();
    } else {
      const content = kept.get(request.url!);
      response.writeHead(content ? 200 : 404).end(content);
    }
  });
  server.on("clientError", (_, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    kept,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // What hangs on purpose must not keep the test.
        server.closeAllConnections();
      }),
  };
}

/** An address on loopback where nobody listens. */
export async function nobodysUrl(): Promise<string> {
  const { url, close } = await startObjectServer();
  await close();
  return url;
}

/** Ways to go wrong that every client must live with. */
export const faults = {
  "answers 403": (_, response) => !!response.writeHead(403).end("no"),
  "answers 404 with a page": (_, response) => !!response.writeHead(404).end("<html>not here</html>"),
  "answers 500": (_, response) => !!response.writeHead(500).end("oops"),
  "answers 200 with a page": (_, response) => !!response.writeHead(200).end("<html>Please log in</html>"),
  "hangs before it answers": () => true,
  "hangs in the middle": (request, response, kept) => {
    response.writeHead(200, { "content-length": "5000" }).write(kept.get(request.url!) ?? "{");
    return true;
  },
  "cuts the answer short": (request, response, kept) => {
    response.writeHead(200, { "content-length": "5000" }).write(kept.get(request.url!) ?? "{");
    setTimeout(() => response.destroy(), 20);
    return true;
  },
  "sends without end": (_, response) => {
    response.writeHead(200);
    const send = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", send);
    send();
    return true;
  },
  "hangs up": (request) => !!request.socket.destroy(),
  "speaks something else": (request) => !!request.socket.end("SSH-2.0-OpenSSH_9.2\r\n"),
} as const satisfies Record<string, Fault>;
