import { chmodSync, chownSync, type Stats, statSync } from "node:fs";

/** Mode and, where this user may, owner of the file that will be replaced. */
export function takeOver(temp: string, old: Stats): void {
  chmodSync(temp, old.mode & 0o7777);
  const { uid, gid } = statSync(temp);
  if (uid === old.uid && gid === old.gid) return;
  try {
    chownSync(temp, old.uid, old.gid);
    chmodSync(temp, old.mode & 0o7777);
  } catch {
    return;
  }
}
