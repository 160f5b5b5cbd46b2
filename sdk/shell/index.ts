/** Shell text for providers whose jobs are scripts: words, conditions, and scripts that run in shells of their own. */
export { extendedPattern } from "./extended-pattern.ts";
export { type ShellFunction, type StepStyle, shellFunctions } from "./functions.ts";
export { type StatusLookup, shellGuard } from "./guard.ts";
export { hereDocument } from "./heredoc.ts";
export { alternatives, pathspecs } from "./pathspecs.ts";
export {
  asksStatus,
  conjunction,
  conjuncts,
  type Status,
  type StatusAndRest,
  statusAndRest,
} from "./status.ts";
export {
  piecesOfText,
  quotedWord,
  type ShellLookup,
  type ShellPiece,
  shellWord,
  wordOfPieces,
} from "./word.ts";
