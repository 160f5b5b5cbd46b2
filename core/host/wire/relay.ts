import type { Duplex, Readable, Writable } from "node:stream";
import { FrameWatch } from "./http2-frames.ts";

/**
 * Carries bytes between the core's gRPC connection and a plugin, and looks at what the plugin sends. At the first
 * bytes that are not HTTP/2 it stops, reports some of them, and closes the connection.
 */
export function relay(
  core: Duplex,
  plugin: { readonly input: Writable; readonly output: Readable },
  onStray: (bytes: Buffer) => void,
): void {
  const watch = new FrameWatch();
  const close = () => {
    core.destroy();
    plugin.input.destroy();
    plugin.output.destroy();
  };
  plugin.output.on("data", (bytes: Buffer) => {
    const stray = watch.firstStray(bytes);
    if (stray !== undefined) {
      onStray(stray.subarray(0, maxQuotedBytes));
      close();
    } else if (!core.write(bytes)) plugin.output.pause();
  });
  core.on("drain", () => plugin.output.resume());
  core.pipe(plugin.input);
  for (const stream of [core, plugin.input, plugin.output]) stream.on("error", close);
  // What the plugin said last still has to arrive.
  plugin.output.once("end", () => core.end());
  core.once("close", close);
}

const maxQuotedBytes = 200;
