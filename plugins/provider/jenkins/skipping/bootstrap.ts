import { create, type Job, JobSchema, type Skipping, StepSchema } from "cig/sdk";
import { type Block, block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { compileAgent, machineFor } from "../job/agent.ts";
import { at, helper, type Scope } from "../scope.ts";
import { compileCheckout } from "../steps/checkout.ts";
import { quoted } from "../value/shell.ts";
import { aboutBuildMethod, bindings } from "./about-build.ts";

/** The first stage: it asks cig which runs already passed. */
export function compileBootstrap(skipping: Skipping, taken: ReadonlySet<string>, top: Scope): Block {
  const { job, scope } = inside(skipping, top);
  const names = [skipping.job, `${skipping.job} (what already passed)`];
  return block(
    `stage(${groovyString(names.find((name) => !taken.has(name)) ?? skipping.job)})`,
    compileAgent(job, machineFor(job, undefined, scope), scope),
    block("steps", "decide()"),
  );
}

/** The methods that run cig: to decide, and to record what passed. */
export function skippingMethods(skipping: Skipping, top: Scope): Code[] {
  const { job, scope } = inside(skipping, top);
  for (const name of ["verdicts", "decided", "limited"] as const) helper(scope, name);
  const [checkout] = job.steps;
  const sources =
    checkout!.kind.case === "checkout" ? compileCheckout(checkout!.kind.value, checkout!, scope) : [];
  return [
    "",
    "// Asks cig which runs already passed on the same inputs. Whatever goes wrong, everything runs.",
    block(
      "void decide()",
      block(
        quiet("cig cannot tell what already passed: everything runs.", "UNSTABLE"),
        block(
          `limited(${skipping.timeoutMinutes})`,
          "deleteDir()",
          sources,
          "decided = revision()",
          "String answer = ''",
          block("withCig", `answer = sh(${ask(scope)})`),
          "readVerdicts(answer)",
        ),
      ),
    ),
    ...(top.helpers.has("record") ? recordMethod() : []),
    "",
    "// What cig needs to know of the build.",
    block("List aboutBuild()", aboutBuildMethod(skipping, scope)),
    "",
    block("void withCig(Closure steps)", around(skipping, scope)),
    "",
    "// A script that can get the cig that cig.lock names, and run it.",
    block(
      "String cigScript(String script)",
      `return ${groovyString(`#!/usr/bin/env bash\n${skipping.functions}\n`)} + script`,
    ),
  ];
}

function recordMethod(): Code[] {
  return [
    "",
    "// Lets later builds know that a run has passed. Whatever goes wrong here, it has.",
    block(
      "void record(String run)",
      "String marker = verdicts[run] ? verdicts[run].marker : '-'",
      block("if (marker == '-')", "return"),
      block(
        quiet("cig cannot record that this passed: it will run again.", "SUCCESS"),
        block(
          "limited(5)",
          block(
            "withCig",
            block(
              "withEnv(['CIG_MARKER_BASE64=' + marker, 'CIG_TREE=' + decided.tree])",
              `sh(label: 'Record that it passed', script: cigScript(${groovyString(record)}))`,
            ),
          ),
        ),
      ),
    ),
  ];
}

function quiet(message: string, stage: "UNSTABLE" | "SUCCESS"): string {
  return `catchError(message: ${groovyString(message)}, buildResult: 'SUCCESS', stageResult: '${stage}', catchInterruptions: false)`;
}

function ask({ output }: Scope): string {
  const script = `if cig_get; then
  cig compute-signatures --output ${quoted(output.path)} --format jenkins
else
  echo "cig cannot be had." >&2
  exit 1
fi
`;
  return `label: 'Ask cig what already passed', returnStdout: true, script: cigScript(${groovyString(script)})`;
}

/**
 * A marker is for the files that cig has looked at. Another commit that came in between, or that the job went to by
 * itself, has earned nothing.
 */
const record = `if [ "$(git rev-parse 'HEAD^{tree}')" != "$CIG_TREE" ]; then
  echo "These are not the sources that cig has looked at: nothing is recorded."
elif cig_get; then
  CIG_MARKER=$(node -e 'process.stdout.write(Buffer.from(process.argv[1], "base64"))' "$CIG_MARKER_BASE64")
  export CIG_MARKER
  cig mark
else
  echo "cig cannot be had: nothing is recorded."
fi
`;

/** The steps with the variables and credentials that cig needs. */
function around(skipping: Skipping, scope: Scope): Code {
  const env = block("withEnv(aboutBuild())", "steps()");
  const credentials = bindings(skipping, scope);
  return credentials.length > 0 ? block(`withCredentials([${credentials.join(", ")}])`, env) : env;
}

/** The first stage as a job that has the sources. */
function inside(
  { job: id, runner, depth }: Skipping,
  top: Scope,
): { readonly job: Job; readonly scope: Scope } {
  const kind = { case: "checkout", value: { depth: depth ?? 1 } } as const;
  const job = create(JobSchema, { id, steps: [create(StepSchema, { kind })], ...(runner && { runner }) });
  return { job, scope: at({ ...top, job, place: "steps" }, "skip", "env") };
}
