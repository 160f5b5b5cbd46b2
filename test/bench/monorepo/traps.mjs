import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const pointer =
  "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

/** Files that a tool which looks for changes is likely to get wrong: [path, content, mode]. */
export const trapFiles = [
  ["exec.sh", "#!/bin/sh\necho hi\n", "100755"],
  ["plain.sh", "#!/bin/sh\necho hi\n"],
  ["target.txt", "target\n"],
  ["dir/inner.txt", "inner\n"],
  ["link-file", "target.txt", "120000"],
  ["link-dir", "dir", "120000"],
  ["link-nowhere", "no/such/file", "120000"],
  ["crlf.txt", "one\ntwo\nthree\n"],
  ["lfs.bin", pointer],
  ["sp ace.txt", "space\n"],
  ["täb-ünicode-日本.txt", "unicode\n"],
  ['quote"back\\slash.txt', "quote\n"],
  ["new\nline.txt", "newline\n"],
  ["[glob]*?.txt", "glob\n"],
  ["Case.txt", "upper\n"],
  ["case.txt", "lower\n"],
  ["dirty.txt", "clean\n"],
  ["dirty-same-size.txt", "AAAA\n"],
  ["deleted.txt", "gone\n"],
  ["chmod-only.sh", "x\n"],
].map(([path, content, mode]) => [`traps/${path}`, content, mode]);

/** Changes the work tree in each way that can be missed, and in two that are no change (line ends, an ignored file). */
export function setTraps(root, git) {
  const write = (name, content) => writeFileSync(join(root, "traps", name), content);
  write("crlf.txt", "one\r\ntwo\r\nthree\r\n");
  write("dirty.txt", "dirty, and longer\n");
  write("dirty-same-size.txt", "BBBB\n");
  rmSync(join(root, "traps/deleted.txt"));
  chmodSync(join(root, "traps/chmod-only.sh"), 0o755);
  write("untracked.txt", "untracked\n");
  write("ignored-file.txt", "ignored\n");
  write("intent.txt", "intent to add\n");
  git("add", "-N", "traps/intent.txt");
}
