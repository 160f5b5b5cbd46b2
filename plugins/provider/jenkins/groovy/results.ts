import type { Helper } from "./helpers.ts";

export type ResultHelperName = "outcomes" | "verdicts" | "decided" | "record" | "mustRun" | "gate";

const outcomes = "// How each run has ended.\n@Field Map outcomes = [:]";

/** What counts runs, in a file that also keeps how each of them has ended. */
export const keptResults: Readonly<Record<"began" | "passed", string>> = {
  began: `void began(String job, String run = null) {
  runsBegun[job] = (runsBegun[job] ?: 0) + 1
  outcomes[run ?: job] = 'failed'
}`,
  passed: `void passed(String job, String run = null) {
  runsPassed[job] = (runsPassed[job] ?: 0) + 1
  outcomes[run ?: job] = 'passed'
}`,
};

/** Methods that leave out what already passed, and the gate; `skipping/` has those that each file has its own words for. */
export const resultHelpers: Readonly<Record<ResultHelperName, Helper>> = {
  outcomes: { field: outcomes, source: "" },
  verdicts: {
    field:
      "// What cig says of each run: whether it has to run, the marker that it earns, and why.\n@Field Map verdicts = [:]",
    source: `// Reads what cig says. A line is a run, its verdict, its marker and a reason; any other line is not from cig.
void readVerdicts(String answer) {
  Map found = [:]
  String told = 'What cig says of each run:'
  for (line in answer.split('\\n')) {
    String[] words = line.split('\\t')
    if (words.length > 3 && (words[1] == 'run' || words[1] == 'skip')) {
      found[words[0]] = [verdict: words[1], marker: words[2], reason: words[3]]
      told = told + '\\n  ' + words[0] + ': ' + (words[1] == 'skip' ? 'is left out. ' : 'runs. ') + words[3]
    }
  }
  verdicts = found
  echo(told)
}`,
  },
  decided: {
    field: "// What cig has looked at: a commit and its files.\n@Field Map decided = [:]",
    source: `Map revision() {
  String[] ids = sh(label: 'Ask for the commit', returnStdout: true, script: '''#!/usr/bin/env bash
git rev-parse HEAD 'HEAD^{tree}'
''').trim().split('\\n')
  return [commit: ids[0], tree: ids[1]]
}`,
  },
  /** Its source is in `skipping/`, as it depends on the file. */
  record: { source: "" },
  mustRun: {
    needs: ["began", "passed", "outcomes", "verdicts"],
    source: `// False for a run that already passed on the same inputs: it is left out, and counts as passed for those that need it.
boolean mustRun(String run, String job = null) {
  if (!verdicts[run] || verdicts[run].verdict != 'skip') {
    return true
  }
  if (!outcomes[run]) {
    began(job ?: run, run)
    passed(job ?: run, run)
    outcomes[run] = 'left out. ' + verdicts[run].reason
  }
  return false
}`,
  },
  gate: {
    needs: ["began", "passed", "outcomes"],
    source: `// Tells how every run has ended. Fails unless each has passed, was left out because it had passed before, or was held
// back by its condition or by a job that it needs. A line is a job: what it needs, what else counts, its runs.
void gate(String name, String jobs) {
  stage(name) {
    String result = currentBuild.currentResult
    Map ended = [:]
    String told = 'How the runs ended:'
    String faults = ''
    for (line in jobs.trim().split('\\n')) {
      String job = ''
      String cause = ''
      String others = ''
      boolean isOther = false
      boolean isConditional = false
      boolean isLenient = false
      for (word in line.split(' ')) {
        int colon = word.indexOf(':')
        String kind = word.substring(0, colon)
        String id = word.substring(colon + 1)
        if (kind == 'job') {
          job = id
          ended[job] = 'passed'
        } else if (kind == 'needs' && ended[id] != 'passed') {
          cause = cause ?: 'because ' + id + ' ' + ended[id]
        } else if (kind == 'any') {
          others = others + ' ' + id
          isOther = isOther || ended[id] == 'passed'
        } else if (kind == 'is') {
          isConditional = isConditional || id == 'conditional'
          isLenient = isLenient || id == 'lenient'
        } else if (kind == 'run') {
          String outcome = outcomes[id]
          if (outcome == 'failed') {
            ended[job] = 'failed'
            outcome = result == 'ABORTED' ? 'failed, or was aborted' : 'failed'
            faults = faults + ' ' + id + ' ' + outcome + '.'
          } else if (!outcome) {
            ended[job] = ended[job] == 'failed' ? 'failed' : 'did not run'
            cause = cause ?: others && !isOther ? 'because none of' + others + ' passed' : ''
            cause = cause ?: isConditional ? 'as its condition did not hold' : ''
            outcome = 'did not run, ' + (cause ?: result == 'ABORTED' ? 'as the build was aborted' : 'and nothing says why')
            if (!cause) {
              faults = faults + ' ' + id + ' ' + outcome + '.'
            }
          } else if (isLenient && outcome == 'passed') {
            outcome = 'ended, and may fail'
          }
          told = told + '\\n  ' + id + ': ' + outcome
        }
      }
    }
    echo(told)
    if (!faults && (result == 'FAILURE' || result == 'ABORTED')) {
      faults = ' The build is ' + result + '.'
    }
    if (faults) {
      catchError(message: 'The gate is closed.', buildResult: 'FAILURE', stageResult: 'FAILURE') {
        error(faults.trim())
      }
    }
  }
}`,
  },
};
