import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import { lockPath, parseLock } from "../lock/lock.ts";
import { parseMarker, printMarker } from "../store/marker.ts";
import { keyOf } from "../store/result.ts";
import { originOf } from "../work/origin.ts";
import { type Invocation, Refusal } from "./invocation.ts";
import { locate } from "./locate.ts";
import { storeFor } from "./signatures/store-for.ts";

/**
 * `cig mark`: records that a variant has succeeded, as the last thing that its job does. A store that fails costs time
 * in a later run and nothing in this one, so that the exit code is 0 then, too.
 */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, environment, terminal } = invocation;
  const { root } = locate(given);
  const line = environment.CIG_MARKER ?? "";
  if (line.trim() === "") {
    terminal.err.write("There is no marker in $CIG_MARKER, so nothing is recorded.\n");
    return 0;
  }
  const parsed = parseMarker(Buffer.from(`${line.trim()}\n`));
  if (!parsed.ok)
    throw new Refusal(
      [
        diagnose("CIG703", `$CIG_MARKER holds no marker: it ${parsed.reason}. Nothing is recorded.`, {
          hint: "Pass on what `cig compute-signatures` gave for this job, unchanged.",
        }),
      ],
      root,
    );
  const { marker } = parsed;
  const folder = given.one("to");
  if (folder !== undefined) {
    const target = resolve(root, folder);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, `${marker.job}.json`), printMarker(marker));
    terminal.err.write(`The marker of ${marker.job} is in ${folder}.\n`);
    return 0;
  }
  const { value: lock, diagnostics } = readLock(root);
  invocation.reporter.diagnostics(diagnostics, root);
  const store = storeFor(invocation, root, lock?.plan ?? { store: "native" }, originOf(environment));
  if (!store) {
    terminal.err.write("The provider's own cache keeps markers; there is no store to record it in.\n");
    return 0;
  }
  const result = (await store.record([marker])).get(keyOf({ job: marker.job, signature: marker.signature }));
  invocation.reporter.diagnostics(store.diagnostics(), root);
  await store.close();
  terminal.err.write(
    result?.kind === "stored"
      ? `Recorded: ${marker.job} has passed on these inputs (${marker.scope}, ${store.plugin}).\n`
      : `Not recorded: ${result?.reason ?? "the store did not answer"}. The job runs again next time.\n`,
  );
  return 0;
}

function readLock(root: string): ReturnType<typeof parseLock> {
  try {
    return parseLock(readFileSync(join(root, lockPath), "utf8"));
  } catch {
    return { diagnostics: [] };
  }
}
