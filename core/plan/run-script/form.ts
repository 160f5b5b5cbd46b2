import type { Context, Span } from "./cursor.ts";
import { lexPosix } from "./posix.ts";
import { lexPowershell } from "./powershell.ts";
import type { Binding } from "./run-script.ts";

/** Why a name cannot stand where it stands, and what to do. */
export interface ScriptProblem {
  /** Absent: CIG408. */
  readonly code?: "CIG106" | "CIG107" | "CIG408";
  readonly message: string;
  readonly hint?: string;
  /** In UTF-16 code units from the start of the script. */
  readonly offset: number;
}

type Refusal = Omit<ScriptProblem, "offset">;

/** How a name is written at its place: as an expansion of `variable`, or not at all. */
export type Form = "comment" | ((name: string, variable: string, binding: Binding) => string | Refusal);

/** A form, and whether the quotes around the name are to go: `'{{ x }}'` becomes `"${X}"`. */
export interface Placed {
  readonly form: Form;
  readonly replacesQuotes: boolean;
}

/** The form of the span with a given index, for the shell that will read the script. */
export function formOf(shell: string, script: string, spans: readonly Span[]): (index: number) => Placed {
  const plain = (form: Form): Placed => ({ form, replacesQuotes: false });
  // "bash -eo pipefail {0}" and "/bin/sh" are shells too.
  const program = /^(?:\S*[/\\])?([\w.-]*)/.exec(shell.trim())?.[1]?.replace(/\.exe$/i, "") || "bash";
  switch (program) {
    case "bash":
    case "sh":
    case "dash":
    case "ksh":
    case "zsh": {
      const contexts = lexPosix(script, spans);
      return (index) => posixForm(contexts[index] ?? { kind: "bare" }, script, spans[index]!);
    }
    case "pwsh":
    case "powershell": {
      const contexts = lexPowershell(script, spans);
      return (index) => plain(powershellForm(contexts[index] ?? { kind: "joined" }));
    }
    case "cmd":
      return () => plain(cmdForm);
    default:
      return () =>
        plain((name, variable) => ({
          message: `"{{ ${name} }}" cannot be put into a script for ${program} without becoming code.`,
          hint: readFromEnvironment(program, name, variable),
        }));
  }
}

function posixForm(context: Context, script: string, { start, end }: Span): Placed {
  const replacesQuotes = context.kind === "single" && script[start - 1] === "'" && script[end] === "'";
  const form = replacesQuotes
    ? guarded(context.program, (variable) => `"\${${variable}}"`)
    : expansionIn(context);
  return { form, replacesQuotes };
}

function expansionIn({ kind, program }: Context): Form {
  switch (kind) {
    case "comment":
      return kind;
    case "bare":
      return guarded(program, (variable) => `"\${${variable}}"`);
    case "double":
    case "heredoc":
      return guarded(program, (variable) => `\${${variable}}`);
    case "single":
      return guarded(program, (variable) => `'"\${${variable}}"'`);
    case "ansi":
      return guarded(program, (variable) => `'"\${${variable}}"$'`);
    case "arithmetic":
      return (name, variable, { alphabet }) =>
        alphabet === "digits"
          ? `\${${variable}}`
          : {
              message: `"{{ ${name} }}" stands where the shell computes, and there the shell runs a value as code.`,
              hint: `Put it into a variable, check that it is a number, and compute with that: n={{ ${name} }}`,
            };
    default:
      return (name) => refusals(name)[kind];
  }
}

/** A value that becomes a program for another interpreter must be the author's own. */
function guarded(program: string | undefined, expand: (variable: string) => string): Form {
  return (name, variable, { origin, alphabet }) => {
    if (program === undefined || origin === "author" || alphabet !== "any") return expand(variable);
    return {
      message: `"{{ ${name} }}" would become a part of the program that ${program} runs, and its value is not known to be harmless.`,
      hint: `Give it as an argument, or let the program read the environment: env = { ${variable} = "{{ ${name} }}" }`,
    };
  };
}

function powershellForm({ kind }: Context): Form {
  if (kind === "comment") return kind;
  if (kind === "bare" || kind === "double") return (_, variable) => `\${env:${variable}}`;
  return (name) => refusals(name)[kind];
}

/** cmd pastes a variable into the line before it reads the line. */
const cmdForm: Form = (name, variable, { alphabet }) =>
  alphabet !== "any"
    ? `%${variable}%`
    : {
        message: `"{{ ${name} }}" cannot be used safely in a script for cmd: cmd reads a variable's value as a part of the command.`,
        hint: 'Use another shell for this step: shell = "pwsh" or shell = "bash".',
      };

function refusals(name: string): Record<Context["kind"], Refusal> {
  const quoted = `"{{ ${name} }}"`;
  const unusual = {
    message: `${quoted} stands where no value can be put safely.`,
    hint: "Put it into a variable first, and use the variable.",
  };
  return {
    bare: unusual,
    double: unusual,
    ansi: unusual,
    heredoc: unusual,
    comment: unusual,
    arithmetic: unusual,
    backticks: { ...unusual, hint: "Write $(…) instead of `…`." },
    single: {
      message: `${quoted} stands in single quotes, where PowerShell replaces nothing.`,
      hint: "Use double quotes.",
    },
    joined: {
      message: `${quoted} is a part of a bare word, which PowerShell may take apart.`,
      hint: "Put the whole word in double quotes.",
    },
    "quoted-heredoc": {
      message: `${quoted} stands in a heredoc whose delimiter is quoted, where the shell replaces nothing.`,
      hint: "Remove the quotes around the delimiter, or use an environment variable in the program that reads the text.",
    },
    escaped: {
      message: `A backslash stands before ${quoted} and would change what it becomes.`,
      hint: "Remove the backslash.",
    },
    dollar: {
      message: `"\${{ ${name} }}" is the notation of GitHub Actions, which would paste the value into the script as code.`,
      hint: `Write {{ ${name} }} without the dollar.`,
    },
    delimiter: {
      message: `${quoted} stands in the delimiter of a heredoc, which the shell takes literally.`,
      hint: "Use a fixed delimiter.",
    },
  };
}

function readFromEnvironment(program: string, name: string, variable: string): string {
  const read = /^python/.test(program)
    ? `os.environ["${variable}"]`
    : program === "node" || program === "deno" || program === "bun"
      ? `process.env.${variable}`
      : program === "ruby"
        ? `ENV["${variable}"]`
        : `the variable ${variable}`;
  return `Give the step env = { ${variable} = "{{ ${name} }}" } and read ${read}.`;
}
