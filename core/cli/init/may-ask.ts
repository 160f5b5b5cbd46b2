import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import type { Invocation } from "../invocation.ts";

/**
 * Whether somebody is there to answer: a terminal on both sides that can redraw a line, outside of CI, and no option
 * that asks for silence. One that would only have to be a better terminal is told.
 */
export function mayAsk({ arguments: given, environment, terminal, stdin }: Invocation): {
  readonly may: boolean;
  readonly remarks: readonly Diagnostic[];
} {
  const isSilent = ["yes", "dry-run", "json", "quiet"].some((option) => given.has(option));
  if (isSilent || environment.CI || !terminal.out.isTerminal || stdin?.().isTTY !== true)
    return { may: false, remarks: [] };
  return terminal.out.live ? { may: true, remarks: [] } : { may: false, remarks: [tooPlain()] };
}

function tooPlain(): Diagnostic {
  return diagnose("CIG714", "This terminal (TERM=dumb) cannot redraw a line, so nothing was asked.", {
    hint: "What was found is taken. Say what you want otherwise by options:\n  cig init --help",
  });
}
