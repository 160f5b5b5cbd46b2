import { folderOf, type ScriptRow } from "cig/sdk/table";
import { decided, noteSecrets, type State, type Status } from "./state.ts";

export function addScript(
  {
    script,
    env,
    folder,
    shell,
    status,
    more,
  }: {
    readonly script: string;
    readonly env: Record<string, string>;
    readonly folder: string;
    readonly shell: string;
    readonly status: Status;
    readonly more: Partial<ScriptRow>;
  },
  state: State,
): void {
  const all = { ...state.env, ...env };
  for (const text of Object.values(all)) noteSecrets(text, state);
  const time = decided(status, state);
  state.steps.push({
    kind: "run",
    script,
    env: all,
    workingDirectory: folderOf(folder),
    shell,
    runsOn: time.runsOn,
    runsAfter: time.runsAfter,
    isGuarded: time.isGuarded,
    timeoutMinutes: 0,
    continueOnError: false,
    background: false,
    retries: 0,
    ...more,
  });
}
