import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { guardStdout, isOneSocket, unguardedStdout } from "./guard-stdout.ts";

/** The protocol stream on stdin and stdout: one socket that the core handed over, or two pipes joined. */
export function stdioDuplex(): Duplex {
  guardStdout();
  if (isOneSocket()) return new Socket({ fd: 0, readable: true, writable: true });
  return joinDuplex(process.stdin, unguardedStdout());
}

/** A Duplex that closes when the readable half ends: then nobody is left to answer. */
function joinDuplex(readable: NodeJS.ReadStream, writable: NodeJS.WriteStream): Duplex {
  const duplex = Duplex.from({ readable, writable });
  readable.once("close", () => duplex.destroy());
  readable.once("end", () => duplex.destroy());
  writable.once("error", () => duplex.destroy());
  return duplex;
}
