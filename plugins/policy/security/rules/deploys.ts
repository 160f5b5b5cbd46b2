import { everywhere, type Rule } from "../rule.ts";
import { expressionsIn, secretName } from "../workflow/expressions.ts";
import { lineOf } from "../workflow/scripts.ts";
import type { Job, Node, Step, Workflow } from "../workflow/workflow.ts";

/**
 * What is a deployment is a matter of words: an action or a command that is for nothing else, with, on GitHub, a secret
 * or an identity to do it with. Rehearsals, clusters that the job itself starts, and runs that a person starts are none.
 */
export const unguardedDeploy: Rule = {
  code: "SEC023",
  title: "Deployment without an environment or approval",
  level: "warning",
  providers: everywhere,
  isStated: ({ environment, approval }) => environment !== undefined || approval !== undefined,
  *find(workflow) {
    if (isOnlyForPeople(workflow) || isOnlyForReview(workflow)) return;
    for (const job of workflow.jobs) {
      if (job.isGuarded || !canReach(job, workflow) || hasOwnCluster(job)) continue;
      const at = deployIn(job);
      if (at)
        yield {
          at,
          message: `The job "${job.id}" deploys as soon as it is its turn: nothing says where to, and nobody has to agree.`,
          hint:
            workflow.provider === "github" || workflow.provider === "circleci"
              ? `Name the environment, whose rules say who may deploy from where, or ask a person:\n  [jobs.${job.id}]\n  environment = "production"`
              : `Ask a person:\n  [jobs.${job.id}]\n  approval = "Deploy?"`,
        };
    }
  },
};

/** Who starts the run by hand has agreed. */
function isOnlyForPeople({ triggers }: Workflow): boolean {
  return triggers.size > 0 && [...triggers].every((trigger) => trigger === "workflow_dispatch");
}

/** What is deployed of a pull request is there to be looked at. */
function isOnlyForReview({ triggers }: Workflow): boolean {
  return triggers.size > 0 && [...triggers].every((trigger) => trigger === "pull_request");
}

/** Elsewhere than on GitHub the file does not say which secrets a job has. */
function canReach(
  { permissions, env, steps }: Job,
  { provider, permissions: top, env: shared }: Workflow,
): boolean {
  if (provider !== "github") return true;
  const rights = permissions ?? top;
  if (rights?.value instanceof Map && rights.value.get("id-token") === "write") return true;
  return [...shared, ...env, ...steps.flatMap((step) => [...step.env, ...step.with])].some(({ node }) =>
    expressionsIn(node.value).some(({ source }) => {
      const name = secretName(source);
      return name !== undefined && !/^(?:secrets\.github_token|github\.token)$/.test(name);
    }),
  );
}

/** A cluster or cloud of the job's own is nobody's production. */
function hasOwnCluster({ steps, images }: Job): boolean {
  const local = /\b(?:kind|minikube|k3d|k3s|microk8s|localstack|ct install|chart-testing)\b/i;
  return (
    steps.some(({ uses, run }) => local.test(`${uses?.value ?? ""}\n${run?.value ?? ""}`)) ||
    images.some(({ image }) => local.test(String(image?.value ?? "")))
  );
}

function deployIn({ steps }: Job): Node | undefined {
  for (const step of steps) {
    if (step.uses && isDeployAction(step)) return step.uses;
    const line = lineOf(step.run, isDeployCommand);
    if (step.run && line !== undefined) return { ...step.run, line };
  }
  return undefined;
}

function isDeployAction({ uses, with: inputs }: Step): boolean {
  const name = String(uses?.value ?? "")
    .split("@")[0]!
    .toLowerCase();
  // Without `live` it makes a preview.
  if (name === "firebaseextended/action-hosting-deploy")
    return inputs.some(({ key, node }) => key === "channelId" && node.value === "live");
  return deployActions.has(name);
}

const deployActions: ReadonlySet<string> = new Set([
  "actions/deploy-pages",
  "akhileshns/heroku-deploy",
  "aws-actions/amazon-ecs-deploy-task-definition",
  "aws-actions/aws-cloudformation-github-deploy",
  "azure/aks-set-context-deploy",
  "azure/container-apps-deploy-action",
  "azure/functions-action",
  "azure/k8s-deploy",
  "azure/static-web-apps-deploy",
  "azure/webapps-deploy",
  "bobheadxi/deployments",
  "cloudflare/pages-action",
  "einaregilsson/beanstalk-deploy",
  "google-github-actions/deploy-appengine",
  "google-github-actions/deploy-cloud-functions",
  "google-github-actions/deploy-cloudrun",
]);

/** Commands that are for nothing else, and the scripts that people call so. */
function isDeployCommand(line: string): boolean {
  if (/--dry-run(?!=none)|--dryrun|--help|--preview\b|--local\b/.test(line)) return false;
  return deployCommands.some((pattern) => pattern.test(line));
}

const start = "(?:^|[;&|(]|\\bexec|\\bsudo|\\bnpx|\\bbunx|\\bbundle exec|\\byarn|\\bpnpm(?: exec| dlx)?)\\s*";

const deployCommands: readonly RegExp[] = [
  "kubectl\\s(?:[^;&|]*\\s)?(?:apply|set\\s+image|rollout\\s+restart)\\b",
  "helm\\s(?:[^;&|]*\\s)?upgrade\\b",
  "(?:terraform|tofu|terragrunt)\\s(?:-\\S+\\s+)*(?:run-all\\s+)?apply\\b",
  "pulumi\\s(?:[^;&|]*\\s)?up\\b",
  "cdk\\s(?:[^;&|]*\\s)?deploy\\b",
  "(?:serverless|sls|sam|copilot|kamal|eb|firebase|wrangler|flyctl|fly)\\s(?:[^;&|]*\\s)?deploy\\b",
  "gcloud\\s(?:[^;&|]*\\s)?(?:run|app|functions)\\s(?:[^;&|]*\\s)?deploy\\b",
  "aws\\s(?:[^;&|]*\\s)?(?:ecs\\s+update-service|cloudformation\\s+deploy|deploy\\s+create-deployment|lambda\\s+update-function-code)\\b",
  "heroku\\s+container:release\\b",
  "git\\s+push\\s+(?:-\\S+\\s+)*(?:heroku|dokku)\\b",
  "(?:vercel|netlify)\\s[^;&|]*--prod\\b",
  "railway\\s+up\\b",
  "cap\\s+(?:production|staging)\\s+deploy\\b",
  "(?:make|rake|just|task|npm\\s+run|(?:npm|yarn|pnpm)\\s+run)\\s+deploy(?:[:-]prod(?:uction)?)?(?=\\s|$)",
  "(?:bash\\s+|sh\\s+)?(?:\\./)?(?:(?:\\./|(?:bin|scripts?|ci|ops)/)deploy|deploy(?=\\.))(?:[-_]prod(?:uction)?)?(?:\\.(?:sh|rb|py))?(?=\\s|$)",
].map((pattern) => new RegExp(start + pattern));
