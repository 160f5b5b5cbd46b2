import type { Code } from "./code.ts";
import { keptResults, type ResultHelperName, resultHelpers } from "./results.ts";

/** A method that stands below the pipeline, in the words of Groovy. */
export interface Helper {
  /** Empty: only its field counts. */
  readonly source: string;
  readonly needs?: readonly HelperName[];
  /** A variable of the whole script. */
  readonly field?: string;
}

export type HelperName =
  | ResultHelperName
  | "allPassed"
  | "anyPassed"
  | "anyFailed"
  | "began"
  | "passed"
  | "isAborted"
  | "event"
  | "gitBranch"
  | "gitSha"
  | "actor"
  | "asIs"
  | "keep"
  | "kept"
  | "withOutputs"
  | "limited"
  | "again"
  | "background"
  | "plainName"
  | "inQuotes";

const counts = "// How many runs of each job have begun, and how many of them ended well.";

/** Each method with the sentence that a reader of the Jenkinsfile needs. */
const helpers: Readonly<Record<HelperName, Helper>> = {
  ...resultHelpers,
  began: {
    field: `${counts}\n@Field Map runsBegun = [:]\n@Field Map runsPassed = [:]`,
    source: `void began(String job) {
  runsBegun[job] = (runsBegun[job] ?: 0) + 1
}`,
  },
  passed: {
    field: `${counts}\n@Field Map runsBegun = [:]\n@Field Map runsPassed = [:]`,
    source: `void passed(String job) {
  runsPassed[job] = (runsPassed[job] ?: 0) + 1
}`,
  },
  allPassed: {
    needs: ["passed"],
    source: `// True when all runs of these jobs ended well: a job that failed or was skipped holds back those that need it.
boolean allPassed(Map needs) {
  for (need in needs) {
    if ((runsPassed[need.key] ?: 0) < need.value) {
      return false
    }
  }
  return true
}`,
  },
  anyPassed: {
    needs: ["passed"],
    source: `// True when all runs of one of these jobs ended well.
boolean anyPassed(Map needs) {
  for (need in needs) {
    if ((runsPassed[need.key] ?: 0) >= need.value) {
      return true
    }
  }
  return false
}`,
  },
  anyFailed: {
    needs: ["began", "passed"],
    source: `// True when a run of one of these jobs began and did not end well.
boolean anyFailed(List jobs) {
  for (job in jobs) {
    if ((runsPassed[job] ?: 0) < (runsBegun[job] ?: 0)) {
      return true
    }
  }
  return false
}`,
  },
  isAborted: {
    source: `// True when something was ended before it was done; a build that a person aborts starts nothing more.
boolean isAborted() {
  return currentBuild.currentResult == 'ABORTED'
}`,
  },
  event: {
    source: "",
  },
  gitBranch: {
    source: `// The branch of this repository that is built: none for a tag, none for a pull request of a fork.
String gitBranch() {
  if (env.TAG_NAME || env.CHANGE_FORK) {
    return ''
  }
  return env.CHANGE_BRANCH ?: env.BRANCH_NAME ?: ''
}`,
  },
  gitSha: {
    source: `// The commit that is checked out.
String gitSha() {
  return isUnix()
    ? sh(label: 'Ask for the commit', returnStdout: true, script: 'git rev-parse HEAD').trim()
    : bat(label: 'Ask for the commit', returnStdout: true, script: '@git rev-parse HEAD').trim()
}`,
  },
  actor: {
    source: `// Who started the build: a person, or the author of the change.
String actor() {
  def causes = currentBuild.getBuildCauses('hudson.model.Cause$UserIdCause')
  return (causes ? causes[0].userId : env.CHANGE_AUTHOR) ?: ''
}`,
  },
  asIs: {
    source: `// Jenkins replaces names behind a dollar sign in the values of variables; here they stay characters.
String asIs(value) {
  return value == null ? '' : value.toString().replace('$', '$$')
}`,
  },
  keep: {
    field: "// What steps and jobs leave for others.\n@Field Map keptValues = [:]",
    source: `void keep(String name, String value) {
  keptValues[name] = value
}`,
  },
  kept: {
    needs: ["keep"],
    source: `String kept(String name) {
  return keptValues[name] ?: ''
}`,
  },
  withOutputs: {
    needs: ["keep", "asIs"],
    source: `// Gives the steps a file for lines "name=value", and keeps what they leave in it; the last line of a name counts.
void withOutputs(String step, Closure steps) {
  String file = env.WORKSPACE_TMP + '/cig-outputs-' + step.replaceAll('[^A-Za-z0-9_.-]', '-')
  writeFile(file: file, text: '')
  try {
    withEnv(['CIG_OUTPUT=' + asIs(file), 'GITHUB_OUTPUT=' + asIs(file)]) {
      steps()
    }
  } finally {
    for (line in readFile(file: file).split('\\n')) {
      int end = line.indexOf('=')
      if (end > 0) {
        keep(step + ' ' + line.substring(0, end), line.substring(end + 1).replaceAll('\\r$', ''))
      }
    }
  }
}`,
  },
  limited: {
    source: `// A time limit whose end is a failure like any other; Jenkins would call the build aborted.
void limited(int minutes, Closure steps) {
  long start = System.currentTimeMillis()
  try {
    timeout(time: minutes, unit: 'MINUTES') {
      steps()
    }
  } catch (Exception e) {
    if (System.currentTimeMillis() - start < minutes * 60000L) {
      throw e
    }
    error('Took longer than ' + minutes + ' minutes.')
  }
}`,
  },
  again: {
    source: `// Tries again what failed for a reason that is worth it. No exit statuses: any.
void again(Map on, Closure steps) {
  for (int left = on.max; ; left--) {
    try {
      steps()
      return
    } catch (Exception e) {
      String reason = e.message ?: ''
      boolean isExit = reason.contains('exit code')
      boolean isWorth = isExit
        ? on.failure && (!on.statuses || on.statuses.contains(reason.replaceAll('[^0-9]', '')))
        : on.timeout && reason.startsWith('Took longer than ')
      if (left == 0 || !isWorth) {
        throw e
      }
      echo('Failed: ' + reason + ' Trying again.')
    }
  }
}`,
  },
  background: {
    needs: ["asIs"],
    source: `// Starts a script that goes on beside the steps behind it; Jenkins ends it with the job.
void background(String name, String script) {
  String file = env.WORKSPACE_TMP + '/cig-background-' + name.replaceAll('[^A-Za-z0-9_.-]', '-')
  writeFile(file: file, text: script)
  withEnv(['CIG_BACKGROUND=' + asIs(file)]) {
    sh(label: name, script: '''#!/usr/bin/env bash
chmod +x "$CIG_BACKGROUND"
nohup "$CIG_BACKGROUND" > "$CIG_BACKGROUND.log" 2>&1 &
''')
  }
}`,
  },
  inQuotes: {
    source: `// An argument of a container that stands in double quotes.
String inQuotes(String text) {
  return text.replaceAll('["\\\\\\\\]', '\\\\\\\\$0').replaceAll('[\\\\r\\\\n]', ' ')
}`,
  },
  plainName: {
    source: `// A name of which stashes, containers and files can be called.
String plainName(String name) {
  return name.replaceAll('[^A-Za-z0-9_.-]', '-')
}`,
  },
};

/** What the methods have to know of the file. */
export interface HelperOptions {
  readonly hasManual: boolean;
  readonly hasSchedule: boolean;
  /** True: how each run has ended is kept, and not only how many of a job did. */
  readonly keepsResults: boolean;
}

/** Fields for the top of the file and methods for its end, in a fixed order, with what they themselves call. */
export function helperCode(
  wanted: ReadonlySet<HelperName>,
  options: HelperOptions,
): { fields: Code[]; methods: Code[] } {
  const all = new Set<HelperName>();
  const add = (name: HelperName) => {
    if (all.has(name)) return;
    all.add(name);
    for (const need of helpers[name].needs ?? []) add(need);
  };
  for (const name of wanted) add(name);
  if (options.keepsResults && (all.has("began") || all.has("passed"))) add("outcomes");
  const names = (Object.keys(helpers) as HelperName[]).filter((name) => all.has(name));
  const fields = new Set(names.flatMap((name) => helpers[name].field ?? []));
  return {
    fields:
      fields.size > 0
        ? ["import groovy.transform.Field", "", ...[...fields].flatMap((each) => [each, ""])]
        : [],
    methods: names.flatMap((name) => {
      const source = sourceOf(name, options);
      return source === "" ? [] : ["", source];
    }),
  };
}

function sourceOf(name: HelperName, options: HelperOptions): string {
  if (name === "event") return eventSource(options);
  if (options.keepsResults && (name === "began" || name === "passed")) return keptResults[name];
  return helpers[name].source;
}

/** A build that a person starts is a manual run only where cig.toml asks for such; else it is one more of its branch. */
function eventSource({ hasManual, hasSchedule }: HelperOptions): string {
  const cause = (name: string, event: string) => [
    `  if (currentBuild.getBuildCauses('${name}')) {`,
    `    return '${event}'`,
    "  }",
  ];
  return [
    "// What started the build, in cig's words.",
    "String event() {",
    "  if (env.CHANGE_ID) {",
    "    return 'pull_request'",
    "  }",
    ...(hasSchedule ? cause("hudson.triggers.TimerTrigger$TimerTriggerCause", "schedule") : []),
    ...(hasManual ? cause("hudson.model.Cause$UserIdCause", "manual") : []),
    "  return (env.BRANCH_NAME ?: '').startsWith('gh-readonly-queue/') ? 'merge_queue' : 'push'",
    "}",
  ].join("\n");
}
