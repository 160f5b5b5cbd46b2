import { everywhere, type Finding, type Rule } from "../rule.ts";
import type { Node } from "../workflow/workflow.ts";

export const unpinnedAction: Rule = {
  code: "SEC001",
  title: "Action is not pinned to a commit",
  level: "warning",
  providers: ["github"],
  *find({ jobs }) {
    for (const job of jobs) {
      if (job.uses) yield* judge(job.uses);
      for (const step of job.steps) if (step.uses) yield* judge(step.uses);
    }
  },
};

export const unpinnedImage: Rule = {
  code: "SEC002",
  title: "Image is not pinned to a digest",
  level: "off",
  providers: everywhere,
  *find({ jobs }) {
    for (const job of jobs) {
      for (const { image } of job.images) if (image) yield* judgeImage(image, String(image.value));
      for (const { uses } of job.steps) {
        const docker = /^docker:\/\/(.*)$/.exec(String(uses?.value ?? ""))?.[1];
        if (uses && docker) yield* judgeImage(uses, docker);
      }
    }
  },
};

function* judge(at: Node): Iterable<Finding> {
  const uses = String(at.value);
  if (/^(?:\.{1,2}\/|docker:\/\/)/.test(uses) || /@[0-9a-f]{40}$/.test(uses)) return;
  const [name = "", ref = ""] = uses.split("@");
  const repository = name.split("/").slice(0, 2).join("/");
  yield {
    at,
    message: `"${uses}" can become other code at any time: only a full commit id stays what it is.`,
    hint: `Pin it: uses = "${name}", pin = "<commit id>"${ref ? `, version = "${ref}"` : ""}. The id is what this prints:\n  git ls-remote https://github.com/${repository} "${ref || "HEAD"}^{}" "${ref || "HEAD"}"`,
  };
}

function* judgeImage(at: Node, image: string): Iterable<Finding> {
  // What a name stands for is not known here.
  if (image === "" || /@sha256:[0-9a-f]{64}$/.test(image) || /\$|<</.test(image)) return;
  yield {
    at,
    message: `The image "${image}" can become another at any time.`,
    hint: `Add its digest: "${image}@sha256:…", which this prints:\n  docker buildx imagetools inspect ${image}`,
  };
}
