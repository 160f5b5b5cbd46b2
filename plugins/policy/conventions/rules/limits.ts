import { fits, githubLabel, type Job, type Output, optionsFor, type Runner, type Text } from "cig/sdk";
import type { Choice } from "../conventions.ts";
import type { Finding, Rule } from "../rule.ts";

export const longTimeout: Rule = {
  code: "CNV011",
  title: "Timeout is too long",
  level: "error",
  key: "max_timeout",
  *find({ jobs }, { max_timeout = 0 }) {
    for (const { id, timeoutMinutes } of jobs)
      if (timeoutMinutes === 0 || timeoutMinutes > max_timeout)
        yield {
          subject: ["jobs", id, "timeout"],
          job: id,
          message:
            timeoutMinutes === 0
              ? `The job "${id}" has no timeout, and at most ${max_timeout} minutes are allowed.`
              : `The job "${id}" may take ${timeoutMinutes} minutes, and at most ${max_timeout} are allowed.`,
          hint: `Write [jobs.${id}] timeout = ${max_timeout}, or [project] default_timeout = ${max_timeout}.`,
        };
  },
};

export const runners: Rule = {
  code: "CNV012",
  title: "Runner is not allowed",
  level: "error",
  key: "runners",
  *find({ outputs, jobs }, { runners: choice }) {
    for (const job of jobs)
      for (const names of machinesOf(job, outputs))
        if (choice && !isChosen(choice, names))
          yield {
            subject: ["jobs", job.id],
            job: job.id,
            message: `The job "${job.id}" runs on ${names.map((name) => `"${name}"`).join(", ")}, which is not allowed${instead(choice)}.`,
            hint: "Choose another runner, with `runner`, `os` or [runners].",
          };
  },
};

export const images: Rule = {
  code: "CNV013",
  title: "Image is not allowed",
  level: "error",
  key: "images",
  *find({ jobs }, { images: choice }) {
    for (const job of jobs)
      for (const [image, subject] of imagesOf(job))
        if (choice && !isChosen(choice, [image])) yield forbidden(job, image, subject, choice);
  },
};

export const silentFailure: Rule = {
  code: "CNV015",
  title: "Failure is passed over",
  level: "error",
  key: "continue_on_error",
  *find({ jobs }) {
    for (const { id, continueOnError, steps } of jobs) {
      const message = "may fail, and the run passes all the same.";
      const hint = "Take continue_on_error out.";
      if (continueOnError)
        yield {
          subject: ["jobs", id, "continue_on_error"],
          job: id,
          message: `The job "${id}" ${message}`,
          hint,
        };
      for (const step of steps)
        if (step.continueOnError)
          yield { subject: step.subject, job: id, message: `A step of the job "${id}" ${message}`, hint };
    }
  },
};

function forbidden(job: Job, image: string, subject: readonly string[], choice: Choice): Finding {
  return {
    subject,
    job: job.id,
    message: `The job "${job.id}" uses the image "${image}", which is not allowed${instead(choice)}.`,
    hint: "Choose another image.",
  };
}

/** One of the names is enough for what is allowed, and for what is forbidden. */
function isChosen({ allow, forbid }: Choice, names: readonly string[]): boolean {
  if (forbid.length > 0 && names.some((name) => fits(forbid, name))) return false;
  return allow.length === 0 || names.some((name) => fits(allow, name));
}

function instead({ allow }: Choice): string {
  return allow.length > 0
    ? `: only ${allow.map((name) => `"${name}"`).join(", ")} ${allow.length === 1 ? "is" : "are"}`
    : "";
}

/** Of each machine that the job runs on, all that it is called: its name in cig.toml, its system, providers' labels. */
function machinesOf(job: Job, outputs: readonly Output[]): string[][] {
  const providers = new Set(
    outputs.filter(({ jobs }) => jobs.some(({ id }) => id === job.id)).map(providerOf),
  );
  const variants = job.variants.length > 0 ? job.variants : [undefined];
  const all = variants.map((variant) => {
    const runner = variant?.runner ?? job.runner;
    const label = providers.has("github") ? githubLabel(job, variant) : undefined;
    return namesOf(runner, [...providers], label);
  });
  return [...new Map(all.map((names) => [names.join("\0"), names])).values()];
}

function providerOf({ provider }: Output): string {
  return provider;
}

function namesOf(
  runner: Runner | undefined,
  providers: readonly string[],
  label: string | undefined,
): string[] {
  const labels = providers.flatMap((provider) => {
    const options = optionsFor(provider, runner?.providerOptions ?? []);
    return ["runs-on", "resource_class", "label", "queue"].flatMap((key) => textsOf(options.get(key)));
  });
  const names = [runner?.id ?? "", runner?.os || "linux", ...(label ? [label] : []), ...labels];
  return [...new Set(names)].filter((name) => name !== "");
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function imagesOf({ id, image, services }: Job): [string, string[]][] {
  const own: [string | undefined, string[]] = [literal(image?.image), ["jobs", id, "image"]];
  const beside = services.map((service): [string | undefined, string[]] => [
    literal(service.image),
    ["jobs", id, "services", service.name],
  ]);
  return [own, ...beside].flatMap(([name, subject]) => (name === undefined ? [] : [[name, subject]]));
}

/** What only the run knows cannot be judged. */
function literal(text: Text | undefined): string | undefined {
  if (!text || text.parts.some(({ kind }) => kind.case === "reference")) return undefined;
  return text.parts.map(({ kind }) => (kind.case === "literal" ? kind.value : "")).join("");
}
