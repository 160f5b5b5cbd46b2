import childProcess from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { compareFiles } from "../../../core/output/compare.ts";
import { write } from "../../../core/output/write/write.ts";

const [root, list, orphan, uid] = process.argv.slice(2) as [string, string, string, string?];
const { KILL_AT, FAIL_AT, NO_HELPER } = process.env;
const files = Object.entries(JSON.parse(fs.readFileSync(list, "utf8")) as Record<string, string>);
const outputs = files.map(([path, content]) => ({ path, content, owners: [] }));
const changes = compareFiles(root, outputs, orphan === "" ? {} : { paths: [orphan], outputGlobs: ["**"] });
const print = fs.writeSync;
if (uid) process.setuid!(Number(uid));
if (KILL_AT) interrupt(Number(KILL_AT), () => process.kill(process.pid, "SIGKILL"));
if (FAIL_AT) interrupt(Number(FAIL_AT), fail);
if (NO_HELPER) withoutHelper();
print(1, "begin\n");
const { diagnostics } = await write(root, changes, { force: false });
for (const { code, message } of diagnostics) print(1, `${code}: ${message}\n`);
print(1, "end\n");

/** Does something right before the given call that changes the disk. */
function interrupt(at: number, act: () => void): void {
  let count = 0;
  const changing = [
    "renameSync",
    "rmSync",
    "openSync",
    "writeSync",
    "fsyncSync",
    "mkdirSync",
    "rmdirSync",
    "linkSync",
    "writeFileSync",
    "chmodSync",
  ] as const;
  const patched = fs as unknown as Record<string, (...values: unknown[]) => unknown>;
  for (const name of changing) {
    const original = patched[name]!;
    patched[name] = (...values) => {
      if (++count === at) act();
      return original(...values);
    };
  }
  syncBuiltinESMExports();
}

function fail(): never {
  print(1, "failed\n");
  throw Object.assign(new Error("made to fail"), { code: "EIO", syscall: "test" });
}

/** As on a system without a shell. */
function withoutHelper(): void {
  const original = childProcess.spawn as unknown as (...values: unknown[]) => unknown;
  (childProcess as unknown as { spawn: unknown }).spawn = (_: string, ...rest: unknown[]) =>
    original("/nonexistent", ...rest);
  syncBuiltinESMExports();
}
