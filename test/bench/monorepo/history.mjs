import { spawn } from "node:child_process";
import { once } from "node:events";
import { pick, randomFrom } from "./random.mjs";

/**
 * Gives the repository `history` commits through git fast-import, packed as in a clone: the first has all files, each
 * later one edits a source file in about one package of a hundred. `files` maps a path to its content and mode.
 */
export async function writeHistory(root, environment, files, { seed, packages, history }) {
  const git = spawn("git", ["-C", root, "fast-import", "--quiet", "--done"], {
    env: environment,
    stdio: ["pipe", "inherit", "inherit"],
  });
  const write = async (bytes) => {
    if (!git.stdin.write(bytes)) await once(git.stdin, "drain");
  };
  await write(commit(1, "initial"));
  for (const [path, file] of files) await write(blob(path, file));
  const sources = [...files.keys()].filter((path) => /^packages\/.*\/src\/.*\.tsx?$/.test(path));
  for (let number = 2; number <= history; number++) {
    const random = randomFrom(seed * 31 + number);
    await write(commit(number, `change ${number}`));
    const edited = new Set();
    while (edited.size < Math.max(1, Math.round(packages / 100))) {
      const path = pick(random, sources);
      if (edited.has(path)) continue;
      edited.add(path);
      const file = files.get(path);
      file.content += `// change ${number}\n`;
      await write(blob(path, file));
    }
  }
  await write("done\n");
  git.stdin.end();
  const [code] = await once(git, "close");
  if (code !== 0) throw new Error(`git fast-import: exit ${code}`);
}

function commit(number, message) {
  const at = 1700000000 + number * 3600;
  return `commit refs/heads/main\ncommitter bench <bench@example.invalid> ${at} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n`;
}

function blob(path, { content, mode }) {
  const bytes = Buffer.from(content);
  const head = Buffer.from(`M ${mode} inline ${quote(path)}\ndata ${bytes.length}\n`);
  return Buffer.concat([head, bytes, Buffer.from("\n")]);
}

function quote(path) {
  const isPlain = !/[^ -~]|["\\ ]/.test(path);
  return isPlain ? path : `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
