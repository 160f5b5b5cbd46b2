/**
 * Functions for the head of a script in which several scripts run one after the other, each in a shell of its own.
 * A call names what it wants in front of what is run, so that a line says everything:
 *
 *     after always may_fail step "Lint" retry 2 any in_folder app within 300 bash -eo pipefail -c <<'SCRIPT'
 *
 * All of them are of bash 3.2, which Macs have. `within` stands last before the shell, as it takes no function.
 */
export type ShellFunction =
  | "step"
  | "after"
  | "may_fail"
  | "retry"
  | "within"
  | "in_folder"
  | "background"
  | "end_background";

/** How a step's heading is told to the provider: lines of shell that print "$1". */
export interface StepStyle {
  /** `echo "--- $1"` where nothing is said. */
  readonly heading?: string;
  /** What runs a script where the call names no shell. */
  readonly shell?: string;
}

/** The definitions of the functions that are used, in the order in which they stand above; none twice. */
export function shellFunctions(used: ReadonlySet<ShellFunction>, style: StepStyle = {}): string[] {
  return order.filter((name) => used.has(name)).flatMap((name) => definition(name, style));
}

const order: readonly ShellFunction[] = [
  "step",
  "after",
  "may_fail",
  "retry",
  "within",
  "in_folder",
  "background",
  "end_background",
];

function definition(name: ShellFunction, { heading, shell }: StepStyle): string[] {
  switch (name) {
    case "step":
      return [
        "step() { # step NAME [COMMAND…]: gives the script that follows to a shell of its own",
        `  ${heading ?? 'echo "--- $1"'}`,
        "  shift",
        `  [ $# -gt 0 ] || set -- ${shell ?? "bash -eo pipefail -c"}`,
        '  "$@" "$(cat)"',
        "}",
      ];
    case "after":
      return [
        "status=0",
        "after() { # after success|failure|always COMMAND…: keeps the first status that is not 0",
        "  case $1:$status in success:0 | failure:[1-9]* | always:*) ;; *) return 0 ;; esac",
        "  shift",
        '  "$@" || { set -- $?; [ "$status" -ne 0 ] || status=$1; }',
        "}",
      ];
    case "may_fail":
      return ["may_fail() {", '  "$@" || echo "Failed with exit status $?, which this step may."', "}"];
    case "retry":
      return [
        "retry() { # retry TRIES STATUSES COMMAND…: runs again after a failure, TRIES times; STATUSES may be any",
        "  (",
        "    tries=$1 statuses=$2",
        "    shift 2",
        "    while :; do",
        '      code=0; "$@" || code=$?',
        '      if [ "$code" -eq 0 ] || [ "$tries" -eq 0 ]; then exit "$code"; fi',
        '      case " $statuses " in " any " | *" $code "*) ;; *) exit "$code" ;; esac',
        '      echo "Failed with exit status $code; $tries more to try."',
        "      tries=$((tries - 1))",
        "    done",
        "  )",
        "}",
      ];
    case "within":
      return [
        "within() { # within SECONDS COMMAND…: a Mac has no timeout, and Perl everywhere",
        '  if command -v timeout > /dev/null; then timeout "$@"; else perl -e \'alarm shift; exec @ARGV\' "$@"; fi',
        "}",
      ];
    case "in_folder":
      return ["in_folder() {", '  (cd "$1" && shift && "$@")', "}"];
    case "background":
      return [
        "background() { # goes on beside what follows, and ends with it",
        "  script=$(cat)",
        // A process group of its own, so that all of it can be ended.
        "  set -m",
        '  "$@" <<< "$script" &',
        '  beside="${beside:-} $!"',
        "  set +m",
        "}",
      ];
    case "end_background":
      return [
        "end_background() { # a shell that has only just begun can miss a signal, and a program can ignore it",
        "  local process tenths signal",
        "  for process in ${beside:-}; do",
        "    for ((tenths = 0; tenths <= 50; tenths++)); do",
        // Asked twice and not more often: programs take a later signal as an order to leave their work undone.
        "      case $tenths in 0 | 10) signal=TERM ;; 50) signal=KILL ;; *) signal=0 ;; esac",
        '      kill -s "$signal" -- "-$process" 2> /dev/null || break',
        "      sleep 0.1",
        "    done",
        "  done",
        "}",
      ];
  }
}
