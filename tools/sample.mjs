// Shows cig at work: copies a sample repository to .sample/, plans it, renders it and prints what was written.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const sample = join(root, ".sample");
rmSync(sample, { recursive: true, force: true });
cpSync(join(root, "golden/rails-postgres/input"), sample, { recursive: true });

step("git", "init", "--quiet", "--initial-branch=main");
step("git", "add", "--all");
cig("plan");
cig("render");
console.log("\n$ cat .sample/.github/workflows/ci.yml\n");
console.log(readFileSync(join(sample, ".github/workflows/ci.yml"), "utf8"));

function cig(...args) {
  console.log(`\n$ cig -C .sample ${args.join(" ")}\n`);
  step(process.execPath, join(root, "dist/cig.cjs"), ...args);
}

function step(command, ...args) {
  const done = spawnSync(command, args, { cwd: sample, stdio: "inherit" });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
}
