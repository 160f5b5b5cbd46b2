/** Sends a signal to a process and everything it started in its group. False when nothing is left to take it. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    // A negative id is the group; Windows has none, and there only the process itself is reached.
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}
