import { createServer, type Server, type Socket } from "node:net";
import { basename, join } from "node:path";
import { maxMessageBytes } from "./messages.ts";

/** What a call came to: the bytes of the answer, or a gRPC status. */
export type Reply =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: number; readonly details: string };

/** A gRPC connection of the core to one plugin. */
export interface Channel {
  /** Calls a method. Never rejects. `guest` says which plugin is meant, where several share the connection. */
  call(path: string, request: Uint8Array, deadlineMs: number, guest?: string): Promise<Reply>;
  close(): void;
}

/** In the metadata of a call: whom it is for. The SDK has the same word. */
const guestKey = "cig-plugin";

/** The gRPC statuses that mean something of their own here. */
export const statusCode = {
  deadlineExceeded: 4,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  cancelled: 1,
};

/**
 * A channel and the plugin's end of it. The client of @grpc/grpc-js insists on dialling an address, so it dials a
 * private socket in `directory` (mode 0700), and the accepted connection is returned, unread, to be handed to a
 * process. Nobody can connect after that: the address is gone.
 */
export async function openChannel(
  directory: string,
  name: string,
): Promise<{ channel: Channel; end: Socket }> {
  const { Client, credentials, Metadata } = await import("@grpc/grpc-js");
  const listener = createServer({ pauseOnConnect: true });
  const address = addressIn(directory, name);
  await listening(listener, address);
  const client = new Client(`unix:${address}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
    // One connection is all there will ever be: never let go of it, never make another.
    "grpc.client_idle_timeout_ms": 2 ** 31 - 1,
    "grpc.enable_retries": 0,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.service_config_disable_resolution": 1,
    "grpc.default_authority": "plugin",
  });
  const end = accepted(listener);
  client.getChannel().getConnectivityState(true);
  return { channel: { call, close: () => client.close() }, end: await end };

  function call(path: string, request: Uint8Array, deadlineMs: number, guest?: string): Promise<Reply> {
    const metadata = new Metadata();
    if (guest !== undefined) metadata.set(guestKey, guest);
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        path,
        (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        (bytes: Buffer): Uint8Array => bytes,
        request,
        metadata,
        { deadline: Date.now() + deadlineMs },
        (error, bytes) => {
          if (error) resolve({ ok: false, code: error.code, details: error.details });
          else resolve({ ok: true, bytes: bytes ?? new Uint8Array() });
        },
      );
    });
  }
}

function addressIn(directory: string, name: string): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\${basename(directory)}-${name}`;
  return join(directory, name);
}

function listening(listener: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(address, resolve);
  });
}

function accepted(listener: Server): Promise<Socket> {
  return new Promise((resolve) => {
    listener.once("connection", (connection) => {
      listener.close();
      resolve(connection);
    });
  });
}
