import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Emit, Event } from "../event.ts";
import { countDiagnostics, renderDiagnostic } from "./diagnostic.ts";
import { foreignLine } from "./foreign.ts";
import { addToSummary, annotation, type GitHubRun, gitHubRun, group } from "./github.ts";
import { makeProgress, stageNames } from "./progress.ts";
import { listRemarks, splitRemarks } from "./remarks.ts";
import type { Terminal } from "./terminal.ts";
import { startTrace } from "./trace.ts";

/** How much is said on stderr, and in which form. */
export interface ReporterOptions {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The result is a JSON document that holds the diagnostics too, so stderr stays silent. */
  readonly json: boolean;
  /** Errors only. */
  readonly quiet: boolean;
  /** Also each stage, each plugin's answer with its time, and what plugins write to stderr. */
  readonly verbose: boolean;
  readonly trace: boolean;
  /** Every remark is shown whole, however many there are. Absent: false. */
  readonly remarks?: boolean;
}

/** Tells a person, or a CI runner, on stderr what happens and what is wrong. */
export interface Reporter {
  readonly emit: Emit;
  /** Shows diagnostics in their order, each only once, and their number. Their paths are relative to `root`. */
  diagnostics(diagnostics: readonly Diagnostic[], root: string): void;
  /** Takes the live line away before something else is written. */
  clear(): void;
  /** Shows Markdown on the page of a GitHub run; nothing elsewhere. */
  summary(markdown: () => string): void;
  /** The recorded spans as a Chrome trace, when a trace was asked for. */
  trace(): string | undefined;
}

/** Makes the reporter that fits the place where cig runs. */
export function createReporter(options: ReporterOptions): Reporter {
  const { terminal, environment, json, quiet, verbose, remarks = false } = options;
  const { err } = terminal;
  const silent = quiet || json;
  const run = gitHubRun(environment);
  const progress = makeProgress(silent || verbose ? { ...err, live: false } : err);
  const trace = options.trace ? startTrace(() => performance.now()) : undefined;
  let inGroup = false;
  const log = (event: Event) => {
    const line = verbose || (run && event.kind !== "plugin-wrote") ? logLine(event) : undefined;
    if (line === undefined || silent) return;
    if (run && !inGroup) err.write(group("cig"));
    inGroup = run !== undefined;
    err.write(line);
  };
  const clear = () => {
    progress.clear();
    if (inGroup) err.write("::endgroup::\n");
    inGroup = false;
  };
  return {
    emit(event) {
      trace?.add(event);
      progress.show(event);
      log(event);
    },
    clear,
    diagnostics(diagnostics, root) {
      clear();
      if (json) return;
      const shown = unique(diagnostics).filter(({ level }) => level === "error" || !quiet);
      // A runner's log has its own place for each remark.
      const { whole, listed } =
        verbose || remarks || run ? { whole: shown, listed: [] } : splitRemarks(shown);
      for (const diagnostic of whole.slice(0, mostShown)) show(diagnostic, root, run, terminal);
      err.write(listRemarks(listed, err.width(), err.paint));
      const hidden = whole.length - mostShown;
      if (hidden > 0)
        err.write(`... and ${hidden} more. Mend these first, or see all of them with --json.\n\n`);
      const count = countDiagnostics(shown);
      if (count !== "") err.write(`${count}\n`);
    },
    summary(markdown) {
      if (run) addToSummary(run, markdown());
    },
    trace: () => trace?.text(),
  };
}

/** A mistake that is made ten thousand times is understood before that. */
const mostShown = 100;

/** One line of `--verbose`, or of the fold in a GitHub log. */
function logLine(event: Event): string | undefined {
  switch (event.kind) {
    case "stage-ended":
      return `${stageNames[event.stage]}: ${formatMs(event.durationMs)}\n`;
    case "plugin-started":
      return `  ${foreignLine(event.plugin)} started${event.shared ? " in the shared process" : ""}\n`;
    case "plugin-answered": {
      const source = event.memo === "hit" ? "remembered" : "asked";
      return `  ${foreignLine(event.plugin)} ${event.hook}: ${source}, ${formatMs(event.durationMs)}\n`;
    }
    case "plugin-wrote":
      return `  ${foreignLine(event.plugin)} | ${foreignLine(event.line)}\n`;
    case "stage-started":
    case "diagnostic":
      return undefined;
  }
}

function formatMs(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(1)} ms` : `${Math.round(durationMs)} ms`;
}

function show(diagnostic: Diagnostic, root: string, run: GitHubRun | undefined, { err }: Terminal): void {
  err.write(`${renderDiagnostic(diagnostic, { width: err.width(), paint: err.paint })}\n`);
  if (run) err.write(annotation(diagnostic, root, run));
}

/** Each remark once; one without a place is left out where the same is said of a place. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const textOf = ({ code, message, plugin }: Diagnostic) => JSON.stringify([code, message, plugin]);
  const placed = new Set(diagnostics.filter(({ at }) => at !== undefined).map(textOf));
  const worthIt = diagnostics.filter(
    (diagnostic) => diagnostic.at !== undefined || !placed.has(textOf(diagnostic)),
  );
  return [
    ...new Map(
      worthIt.map((diagnostic) => [JSON.stringify([textOf(diagnostic), diagnostic.at]), diagnostic]),
    ).values(),
  ];
}
