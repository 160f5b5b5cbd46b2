import { spawn } from "node:child_process";
import { once } from "node:events";
import { committedFile, type Journal, preparedFile } from "./journal.ts";

/** Stands by while files are renamed. */
export interface Finisher {
  /** Says that nothing is left to do; settles when the helper is gone. */
  dismiss(): Promise<void>;
}

/**
 * Starts a tiny shell of its own session that waits for this process to end. If it ends before `dismiss`, however it
 * was killed, the shell finishes the committed write, or takes back the prepared one, within milliseconds. Without a
 * POSIX shell the next command of cig does it (`recover`).
 */
export async function standBy(root: string, journal: Journal): Promise<Finisher> {
  const moves = journal.operations.flatMap(({ path, temp = "" }) => [temp, path]);
  const files = [preparedFile(root, journal.id), committedFile(root, journal.id)];
  const child = spawn("/bin/sh", ["-c", script, "cig-finisher", ...files, ...moves], {
    cwd: root,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
  });
  child.on("error", () => undefined);
  child.stdin.on("error", () => undefined);
  const gone = child.pid === undefined ? Promise.resolve() : once(child, "exit");
  return {
    dismiss: async () => {
      child.stdin.end("done\n");
      await gone;
    },
  };
}

/** Reading fails when the other end of the pipe is gone without a word. */
const script = `
trap '' HUP INT TERM
read -r word && exit 0
prepared=$1 committed=$2
shift 2
while [ $# -gt 0 ]; do
  if [ ! -f "$committed" ]; then [ -z "$1" ] || rm -f -- "$1"
  elif [ -z "$1" ]; then rm -f -- "$2"
  elif [ -f "$1" ]; then mv -f -- "$1" "$2"
  fi
  shift 2
done
rm -f -- "$prepared" "$committed"
`;
