import type { Residue } from "cig/sdk/import";
import { isOpen } from "../condition/situation.ts";
import { both, partsOf, type Test } from "../condition/test.ts";
import { readWhole } from "../source/include.ts";
import { ResidueList } from "../source/residue-list.ts";
import { resolveTable } from "../source/resolve.ts";
import {
  entriesOf,
  isTable,
  type Place,
  placeOf,
  type RawTable,
  tableIn,
  tableOf,
  textIn,
  textsIn,
} from "../source/value.ts";
import { connect } from "./connect.ts";
import { idsOf } from "./ids.ts";
import { type Draft, draftJob, type InFile } from "./job.ts";
import { mayHold, situationsFor } from "./needs.ts";
import type { Input, Pipeline } from "./pipeline.ts";
import { isSetting } from "./predefined.ts";
import { lookupIn } from "./scope.ts";
import { literalText } from "./text.ts";
import { readWorkflow } from "./when.ts";

/** What the files mean, what is lost of them, and what they say to people. */
export interface ReadPipeline {
  readonly pipeline: Pipeline;
  readonly residue: readonly Residue[];
  /** By the id of the job; "" for the head of the file. */
  readonly comments: ReadonlyMap<string, readonly string[]>;
}

const reserved: ReadonlySet<string> = new Set(
  "default include stages types variables workflow image services cache before_script after_script spec".split(
    " ",
  ),
);
const defaultKeys =
  "after_script artifacts before_script cache hooks id_tokens image interruptible retry services tags timeout".split(
    " ",
  );

/** Reads `.gitlab-ci.yml` with its local includes. Never throws. */
export function readPipeline(files: ReadonlyMap<string, string>, defaultBranch: string): ReadPipeline {
  const residue = new ResidueList(".gitlab-ci.yml");
  const whole = readWhole(files, residue);
  const table = resolveTable(whole.table, residue);
  const names = Object.keys(table).filter((key) => !reserved.has(key) && isTable(table[key]));
  for (const key of Object.keys(table))
    if (!reserved.has(key) && !isTable(table[key]))
      residue.add(
        placeOf(table, key),
        "",
        `the key \`${key}\``,
        "It is neither a job nor a word of GitLab that cig knows.",
      );
  const ids = idsOf(names);
  const { variables, inputs } = readVariables(table, residue);
  const workflow = tableIn(table.workflow);
  const lookup = lookupIn(variables, new Set(inputs.keys()));
  const started = readWorkflow(workflow.rules, lookup, (place, what, why) =>
    residue.add(place, "", what, why, "changed"),
  );
  for (const [key, , place] of entriesOf(workflow))
    if (!["rules", "name", "auto_cancel"].includes(key))
      residue.add(place, "", `\`workflow: ${key}\``, "cig.toml has no word for it.");
  const drafts = (asked: ReadonlyMap<string, Input>, list: ResidueList): Draft[] => {
    const file: InFile = {
      ids,
      variables,
      inputs: new Set(asked.keys()),
      hasWorkflowRules: workflow.rules !== undefined,
      residue: list,
      standIns: new Map(),
    };
    return names.map((name) =>
      draftJob(
        name,
        withDefaults(table, tableIn(table[name])),
        file,
        tableOf(entriesOf(tableIn(table[name]))),
      ),
    );
  };
  // What conditions ask and nobody defines may be given by hand.
  const first = drafts(inputs, new ResidueList(""));
  const open = openNames([started, ...first.map(({ presence }) => presence)]).filter(
    (name) => !variables.has(name),
  );
  const asked = new Map([
    ...inputs,
    ...open.map((name): [string, Input] => [name, { default: "", description: "", options: [] }]),
  ]);
  const all = drafts(asked, residue).map(
    (draft): Draft => ({
      ...draft,
      presence: both(started, draft.presence),
      test: both(started, draft.test),
    }),
  );
  return finish(table, all, asked, variables, residue, { defaultBranch, whole, ids });
}

function finish(
  table: RawTable,
  drafts: readonly Draft[],
  inputs: ReadonlyMap<string, Input>,
  variables: ReadonlyMap<string, string>,
  residue: ResidueList,
  {
    defaultBranch,
    whole,
    ids,
  }: {
    defaultBranch: string;
    whole: { comments: ReadonlyMap<string, readonly string[]> };
    ids: ReadonlyMap<string, string>;
  },
): ReadPipeline {
  const defaults = Object.fromEntries(
    [...inputs].map(([name, each]) => [name, each.default === "" ? null : each.default]),
  ) as Record<string, string>;
  const situations = situationsFor(
    drafts.map(({ presence }) => presence),
    defaultBranch,
    defaults,
  );
  const written = textsIn(table.stages ?? table.types);
  const stages = [
    ".pre",
    ...(written.length > 0 ? written : ["build", "test", "deploy"]).filter(
      (stage) => !/^\.(?:pre|post)$/.test(stage),
    ),
    ".post",
  ];
  const jobs = connect(drafts, stages, situations, residue);
  const standIns = new Map(drafts.flatMap(({ standIns }) => [...standIns]));
  for (const [name] of standIns)
    residue.add(
      { file: ".gitlab-ci.yml", line: 1 },
      "",
      `the variable \`${name}\``,
      isSetting(name)
        ? `GitLab knows its value, the file does not: write it at \`[variables] ${name}\`.`
        : `The file does not define it: write its value at \`[variables] ${name}\`.`,
      "changed",
    );
  const schedules = drafts.filter(({ presence }) =>
    partsOf(presence).some(
      (part) =>
        part.kind === "equal" &&
        part.right.kind === "text" &&
        part.right.text === "schedule" &&
        mayHold(presence, situations.find(({ values }) => values.CI_PIPELINE_SOURCE === "schedule")!),
    ),
  );
  for (const { id, place } of schedules)
    residue.add(
      place,
      id,
      "pipelines of a schedule",
      'GitLab keeps the times in the project\'s settings: write them as `[on] schedule = [{ cron = "…" }]`.',
    );
  const isInterruptible = drafts.length > 0 && drafts.every((draft) => draft.isInterruptible);
  for (const draft of drafts)
    if (draft.isInterruptible && !isInterruptible)
      residue.add(
        draft.place,
        draft.id,
        "`interruptible`",
        "A newer run ends the older one as a whole, or does not.",
        "changed",
      );
  const name = textIn(tableIn(table.workflow).name);
  if (name?.includes("$"))
    residue.add(
      placeOf(tableIn(table.workflow), "name"),
      "",
      "`workflow: name` with variables",
      "The name of a workflow is the same in all its runs.",
    );
  return {
    pipeline: {
      stages,
      env: commonEnv(drafts, variables),
      inputs,
      standIns,
      jobs,
      hasRequests: situations.some(
        (at) =>
          at.values.CI_PIPELINE_SOURCE === "merge_request_event" &&
          drafts.some(({ presence }) => mayHold(presence, at)),
      ),
      cancels: isInterruptible,
      name: name === undefined || name.includes("$") ? "" : literalText(name),
    },
    residue: residue.sorted(),
    comments: new Map(
      [...whole.comments].flatMap(([key, lines]): [string, readonly string[]][] =>
        key === "" ? [["", lines]] : ids.has(key) ? [[ids.get(key)!, lines]] : [],
      ),
    ),
  };
}

/** Variables of the top level that mean the same in every job. */
function commonEnv(drafts: readonly Draft[], variables: ReadonlyMap<string, string>): Map<string, string> {
  const [first] = drafts;
  if (!first) return new Map();
  return new Map(
    [...variables.keys()].flatMap((name): [string, string][] => {
      const text = first.env.get(name);
      return text !== undefined && drafts.every(({ env }) => env.get(name) === text) ? [[name, text]] : [];
    }),
  );
}

function openNames(tests: readonly Test[]): string[] {
  const operands = tests
    .flatMap(partsOf)
    .flatMap((test) =>
      test.kind === "equal"
        ? [test.left, test.right]
        : test.kind === "present" || test.kind === "matches"
          ? [test.value]
          : [],
    );
  return [
    ...new Set(
      operands.flatMap((each) =>
        each.kind === "name" && !isOpen(each.name) && !["CI"].includes(each.name) ? [each.name] : [],
      ),
    ),
  ].sort();
}

function readVariables(
  table: RawTable,
  residue: ResidueList,
): { variables: Map<string, string>; inputs: Map<string, Input> } {
  const variables = new Map<string, string>();
  const inputs = new Map<string, Input>();
  for (const [name, value, place] of entriesOf(tableIn(table.variables))) {
    const own = isTable(value) ? value : undefined;
    const text = textIn(own ? own.value : value) ?? "";
    if (own?.expand === false) variables.set(name, text.replaceAll("$", "$$$$"));
    else variables.set(name, text);
    if (own?.description === undefined && own?.options === undefined) continue;
    if (text.includes("$"))
      residue.add(
        place as Place,
        "",
        `the description of the variable \`${name}\``,
        "A question's default is a plain text, and this one names other variables: nobody is asked.",
        "changed",
      );
    else
      inputs.set(name, {
        default: text,
        description: textIn(own.description)?.trim() ?? "",
        options: textsIn(own.options),
      });
  }
  return { variables, inputs };
}

/** What `default` says, and GitLab's older words at the top level, where the job does not say it itself. */
function withDefaults(table: RawTable, job: RawTable): RawTable {
  const given = tableIn(table.default);
  const inherit = tableIn(job.inherit);
  const inherits = (key: string) =>
    Array.isArray(inherit.default) ? textsIn(inherit.default).includes(key) : inherit.default !== false;
  const missing = defaultKeys.flatMap((key) => {
    if (job[key] !== undefined || !inherits(key)) return [];
    const from =
      given[key] !== undefined ? given : table[key] !== undefined && reserved.has(key) ? table : undefined;
    return from ? [[key, from[key]!, placeOf(from, key)] as const] : [];
  });
  return tableOf([...entriesOf(job), ...missing]);
}
