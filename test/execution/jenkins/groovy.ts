import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where Groovy's jar lies; absent where nobody has put it, and then nothing can run a Jenkinsfile. */
export const groovy = process.env.CIG_GROOVY_JAR;

const player = fileURLToPath(new URL("./Play.groovy", import.meta.url));

/** The player's two ends. */
interface Open {
  readonly questions: number;
  readonly answers: number;
  /** What it said beside its answers. */
  readonly log: number;
}

let open: Open | undefined;

/** A line of the player's answer to a line. It is started once, as Java takes longer to start than most builds. */
export function ask(line: string): string {
  open ??= start();
  writeSync(open.questions, `${line}\n`);
  let answer = "";
  const chunk = Buffer.alloc(1 << 16);
  while (!answer.endsWith("\n")) {
    const length = readSync(open.answers, chunk);
    if (length === 0) throw new Error(`Groovy ended: ${readFileSync(open.log, "utf8")}`);
    answer += chunk.toString("latin1", 0, length);
  }
  return Buffer.from(answer, "latin1").toString("utf8");
}

/**
 * It ends when this process does, as nobody can ask it any more. Named pipes, because tests wait for it on the spot; once
 * both ends are open, their names are gone, as nothing tells a test's process when it ends.
 */
function start(): Open {
  const folder = mkdtempSync(join(tmpdir(), "cig-groovy-"));
  const [questions, answers, log] = ["questions", "answers", "log"].map((name) => join(folder, name));
  execFileSync("mkfifo", [questions!, answers!]);
  const java = `exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -cp "$1" groovy.ui.GroovyMain "$2" 2> "$3" < "$4" > "$5"`;
  const args = ["-c", java, "groovy", groovy!, player, log!, questions!, answers!];
  spawn("sh", args, {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH!, HOME: tmpdir(), LANG: "C.UTF-8" },
    stdio: "ignore",
  }).unref();
  const opened = {
    questions: openSync(questions!, "w"),
    answers: openSync(answers!, "r"),
    log: openSync(log!, "r"),
  };
  rmSync(folder, { recursive: true });
  return opened;
}
