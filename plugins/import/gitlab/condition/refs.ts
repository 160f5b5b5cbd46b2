import { isList, isTable, type Raw, type RawTable, textIn, textsIn } from "../source/value.ts";
import { equal, type Lookup, matching, parseCondition, patternIn } from "./parse.ts";
import { both, either, isName, negated, no, type Test, yes } from "./test.ts";

/** The keys of `only` and `except`; a list is `refs`. */
export function readOnly(value: Raw | undefined, lookup: Lookup): Test | undefined {
  if (value === undefined || value === null) return undefined;
  const table: RawTable | undefined = isTable(value) ? value : undefined;
  const refs = isList(value) || textIn(value) !== undefined ? value : table?.refs;
  const parts: Test[] = [];
  if (refs !== undefined && refs !== null)
    parts.push(
      textsIn(refs)
        .map((ref) => readRef(ref, lookup))
        .reduce(either, no),
    );
  if (table?.variables !== undefined)
    parts.push(
      textsIn(table.variables)
        .map(
          (each): Test =>
            parseCondition(each, lookup) ?? { kind: "unknown", what: `the condition \`${each}\`` },
        )
        .reduce(either, no),
    );
  if (table?.changes !== undefined) parts.push({ kind: "unknown", what: "`changes`" });
  if (table?.kubernetes !== undefined) parts.push({ kind: "unknown", what: "`kubernetes`" });
  return parts.reduce(both, yes);
}

/** What `only` and `except` together say. */
export function readOnlyExcept(
  only: Raw | undefined,
  except: Raw | undefined,
  lookup: Lookup,
  usual: Test,
): Test {
  const wanted = readOnly(only, lookup) ?? usual;
  // GitLab leaves a job out where all that `except` says holds; of changed files that is not known.
  const unwanted = readOnly(except, lookup);
  return unwanted ? both(wanted, negated(unwanted)) : wanted;
}

const source = (word: string) => equal(isName("CI_PIPELINE_SOURCE"), { kind: "text", text: word });

/** Where neither `rules` nor `only` say otherwise. */
export const branchesAndTags: Test = negated(source("merge_request_event"));

function readRef(written: string, lookup: Lookup): Test {
  // `main@group/project` holds in that project.
  const [ref = "", project] = written.startsWith("/")
    ? [written.replace(/@[^/]*\/[^/]*$/, (all) => (/\/[ism]*$/.test(written) ? all : "")), undefined]
    : written.split("@");
  const test = plainRef(ref, lookup);
  return project === undefined ? test : both(test, { kind: "unknown", what: `the project "${project}"` });
}

function plainRef(ref: string, lookup: Lookup): Test {
  switch (ref) {
    case "branches":
      return { kind: "present", value: isName("CI_COMMIT_BRANCH") };
    case "tags":
      return { kind: "present", value: isName("CI_COMMIT_TAG") };
    case "merge_requests":
      return source("merge_request_event");
    case "pushes":
      return source("push");
    case "schedules":
      return source("schedule");
    case "web":
      return source("web");
    case "api":
    case "triggers":
    case "pipelines":
    case "chat":
      return source({ triggers: "trigger", pipelines: "pipeline" }[ref as string] ?? ref);
    case "external":
    case "external_pull_requests":
      return source(ref === "external" ? "external" : "external_pull_request_event");
    default:
  }
  const name = /^\$(\w+)$/.exec(ref)?.[1];
  const value = name === undefined ? ({ kind: "text", text: ref } as const) : lookup(name);
  const pattern = value.kind === "text" ? patternIn(value.text) : undefined;
  const byRef = pattern
    ? matching(isName("CI_COMMIT_REF_NAME"), pattern)
    : equal(isName("CI_COMMIT_REF_NAME"), value);
  // Names of branches and tags never mean a merge request.
  return both(branchesAndTags, byRef);
}
