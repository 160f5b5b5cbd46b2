import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { idOf } from "../variants.ts";
import { type Ran, type Status, traceOf, type World } from "../world.ts";
import { ask } from "./groovy.ts";

/** What the player says of a build. */
interface Answer {
  readonly jobs: Readonly<Record<string, Status>>;
  readonly said: string;
  /** What went wrong in the player, or in the Jenkinsfile when it was compiled. */
  readonly error?: string;
}

/** Runs the Jenkinsfile of the repository in real Groovy, one stage after the other. */
export function executeJenkins(world: World): Ran {
  const file = join(world.root, "jenkins.json");
  const { started } = world;
  const isPull = started.event === "pull_request";
  const env = {
    ...(!isPull && { BRANCH_NAME: started.branch || started.tag }),
    ...(isPull && {
      BRANCH_NAME: "PR-7",
      CHANGE_ID: "7",
      CHANGE_BRANCH: started.branch,
      CHANGE_TARGET: "main",
      CHANGE_TITLE: "A change",
      CHANGE_AUTHOR: "octocat",
      ...(started.isFork && { CHANGE_FORK: "fork" }),
    }),
    ...(started.tag && { TAG_NAME: started.tag }),
    GIT_COMMIT: started.sha,
    BUILD_ID: "41",
    BUILD_NUMBER: "4",
    BUILD_TAG: "jenkins-app-4",
    BUILD_URL: "https://jenkins.example.org/job/app/4/",
    JOB_NAME: "app/main",
    ...world.variables,
  };
  writeFileSync(
    file,
    JSON.stringify({
      root: world.root,
      origin: world.origin,
      store: world.store,
      trace: world.trace,
      secrets: world.secrets,
      inputs: started.inputs,
      branch: started.branch,
      tag: started.tag,
      sha: started.sha,
      event: started.event,
      pr: isPull,
      env,
    }),
  );
  const { jobs: stages, said, error } = JSON.parse(ask(file)) as Answer;
  if (error !== undefined) throw new Error(`Groovy: ${error}`);
  const text = readFileSync(join(world.origin, "Jenkinsfile"), "utf8");
  const jobs = Object.fromEntries(
    Object.entries(stages).map(([stage, status]) => [nameOf(stage, text), status]),
  );
  return { jobs, trace: traceOf(world), said: { all: said } };
}

/** Cells of a matrix are told apart by their values, copies of a job by their number from 0. */
function nameOf(stage: string, text: string): string {
  const [name = "", cell] = stage.split(/\|(.*)/s);
  if (cell !== undefined) return idOf(name, axesOf(JSON.parse(cell) as Record<string, string>));
  const copy = /^(.*)-(\d+)$/.exec(name);
  const own = text.split("stage('").find((part) => part.startsWith(`${name}'`));
  return copy && own?.includes("CIG_SHARD_INDEX =") ? `${copy[1]}#${Number(copy[2]) - 1}` : name;
}

/** Axes are variables on Jenkins: MATRIX_RUBY. */
function axesOf(cell: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cell).map(([name, value]) => [name.replace(/^MATRIX_/, "").toLowerCase(), value]),
  );
}
