import { isSharedLabel } from "../../../plan/job/shared-label.ts";
import { usualLabels } from "../wishes/check.ts";
import type { Prompts } from "./prompts.ts";

/** Where the jobs run; nothing where the provider's Linux machine will do. */
export async function askRunner(prompts: Prompts): Promise<{ readonly runner?: string }> {
  const choices = [
    { value: "", label: "the provider's Linux machine" },
    ...usualLabels.filter((label) => !label.endsWith("-latest")).map((label) => ({ value: label, label })),
    { value: other, label: "another label" },
  ];
  const chosen = await prompts.one("Where do the jobs run?", choices, "");
  if (chosen === "") return {};
  if (chosen !== other) return { runner: chosen };
  const problem = (text: string) =>
    isSharedLabel(text)
      ? undefined
      : "Labels begin with ubuntu-, macos- or windows-; [runners] takes others.";
  return { runner: await prompts.text("Which label?", "ubuntu-24.04-arm", problem) };
}

const other = "another label";
