import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../shell.ts";
import { idOf } from "../variants.ts";
import { type Ran, type Status, traceOf, type World } from "../world.ts";

/** Where Groovy's jar lies; absent where nobody has put it, and then nothing can run a Jenkinsfile. */
export const groovy = process.env.CIG_GROOVY_JAR;

const player = fileURLToPath(new URL("./Play.groovy", import.meta.url));

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
  const done = run(
    "java",
    [
      "-Dfile.encoding=UTF-8",
      "-cp",
      groovy!,
      "groovy.ui.GroovyMain",
      player,
      join(world.origin, "Jenkinsfile"),
      file,
    ],
    { cwd: world.root, env: { PATH: process.env.PATH!, HOME: world.root, LANG: "C.UTF-8" } },
  );
  const last = done.said.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("{")) throw new Error(`Groovy: ${done.said}`);
  const { jobs: stages, said } = JSON.parse(last) as { jobs: Record<string, Status>; said: string };
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
