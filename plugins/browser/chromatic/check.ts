import { type BrowserProject, flagInput, literalOf, textInput, textsInput, type Use } from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";

/** What cannot work, or should not be. */
export function checkUse(use: Use, project: BrowserProject): Remark[] {
  const remarks: Remark[] = [];
  if (literalOf(textInput(use, "project_token")))
    remarks.push(
      remarkOn(
        "CHROMATIC201",
        use,
        `The project token of "${use.job}" is written out, so everybody who can read the repository can publish, forks included.`,
        'Make a new token in Chromatic, keep it as a secret, and write project_token = "{{ secrets.CHROMATIC_PROJECT_TOKEN }}", or nothing.',
      ),
    );
  if (!project.isStated)
    remarks.push(
      remarkOn(
        "CHROMATIC202",
        use,
        `No package.json of the repository names Chromatic, so "${use.job}" has nothing to publish with.`,
        'Run "npm install --save-dev chromatic", and commit package.json and the lock file.',
      ),
    );
  for (const name of ["externals", "untraced"])
    if ((textsInput(use, name) ?? []).length > 0 && !flagInput(use, "only_changed"))
      remarks.push(
        remarkOn(
          "CHROMATIC203",
          use,
          `"${name}" says which files concern which stories, and "${use.job}" takes snapshots of all stories.`,
          `Add only_changed = true, or remove ${name}.`,
        ),
      );
  if (isGiven(use, "build_script") && isGiven(use, "storybook_build_dir"))
    remarks.push(
      remarkOn(
        "CHROMATIC204",
        use,
        `"${use.job}" names a Storybook that is built already and a script that builds one.`,
        "Keep storybook_build_dir where an earlier step builds it, else build_script.",
      ),
    );
  return remarks;
}

function isGiven(use: Use, name: string): boolean {
  return (textInput(use, name)?.parts.length ?? 0) > 0;
}
