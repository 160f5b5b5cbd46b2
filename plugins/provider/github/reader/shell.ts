/** What the value of `shell` says: the language, and what cig has put around the script there. */
export interface ReadShell {
  readonly shell: string;
  readonly retries: number;
  readonly background: boolean;
  /** 0: none. */
  readonly timeoutMinutes: number;
}

/** A known command line by its name, `bash -eo pipefail {0}` is bash; or a program of cig's that starts the script. */
export function readShell(value: unknown): ReadShell {
  const line = String(value ?? "").trim();
  const program = /^bash -c "(.*)" \{0\}$/s.exec(line)?.[1];
  const once =
    program === undefined
      ? null
      : /(?:timeout -k 10 (\d+) )?(bash|sh|python)\b[^;]* \$0; code=\$\?/.exec(program);
  if (!program || !once) return { shell: nameOf(line), retries: 0, background: false, timeoutMinutes: 0 };
  const left = /^\(?for left in (\d+)(?: \d+)*; do/.exec(program);
  return {
    shell: once[2]!,
    retries: Number(left?.[1] ?? 0),
    background: /2>&1 < \/dev\/null &$/.test(program),
    timeoutMinutes: Number(once[1] ?? 0) / 60,
  };
}

function nameOf(line: string): string {
  return line === "" ? "bash" : (/^(?:.*\/)?(\w+)(?:\.exe)?(?:\s|$)/.exec(line)?.[1] ?? line);
}
