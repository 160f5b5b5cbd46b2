import { type GroovyString, groovyStrings } from "./groovy-strings.ts";
import {
  bareImage,
  bareJob,
  type Entry,
  type Image,
  type Job,
  type Node,
  noParts,
  type Pasted,
  type Step,
  type Workflow,
} from "./workflow.ts";

/**
 * Reads of a Jenkinsfile what its strings say: scripts, variables, images and libraries, by the stage that they stand
 * behind. Groovy that makes them otherwise is not followed.
 */
export function readJenkinsfile(path: string, content: string): Workflow {
  const { strings, rest } = groovyStrings(content);
  const hasTimeout = /\btimeout\s*[({]|\btimeout\s+time\b/.test(codeOf(strings) + rest);
  const secrets = secretsOf(strings);
  const jobs: Open[] = [open("", { ...nowhere, line: 1, column: 1 }, undefined)];
  let isGuarded = false;
  for (const string of strings) {
    const { before } = string;
    if (/\binput\s*(?:\(|\{|$|message\s*:)/.test(before)) isGuarded = true;
    if (/\bstage\s*\(?\s*$/.test(before)) {
      jobs.push(open(string.value, nodeOf(string, undefined), string.value));
      continue;
    }
    const job = jobs.at(-1)!;
    job.isGuarded = isGuarded;
    take(string, job, secrets);
  }
  const root = { ...nowhere, line: 1, column: 1 };
  const kept = jobs.filter(
    ({ id, steps, images, env }) => id !== "" || steps.length + images.length + env.length > 0,
  );
  // One timeout around all stages is enough, and what it stands around is Groovy's to know: the file lacks one, or not.
  const first = kept.find(({ steps }) => steps.length > 0);
  return {
    ...noParts,
    provider: "jenkins",
    path,
    root,
    libraries: librariesIn(content),
    jobs: kept.map((job) => ({ ...bareJob, ...job, hasTimeout: hasTimeout || job !== first })),
  };
}

type Open = Pick<Job, "id" | "node"> & { isGuarded: boolean; env: Entry[]; images: Image[]; steps: Step[] };

const nowhere: Node = { value: "", line: 0, column: 0, textLine: 0, subject: [], job: undefined };

function open(id: string, node: Node, job: string | undefined): Open {
  return { id, node: { ...node, job }, isGuarded: false, env: [], images: [], steps: [] };
}

function take(string: GroovyString, job: Open, secrets: ReadonlySet<string>): void {
  const { before, value } = string;
  const node = nodeOf(string, job.node.job);
  const command = /\b(?:sh|bat|powershell|pwsh)\s*\(?\s*$|\bscript\s*:\s*$|\breturn\s*$/.test(before);
  const variable = /\b([A-Za-z_]\w*)\s*=\s*$/.exec(before)?.[1];
  const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/s.exec(value) ?? [];
  if (command) {
    const none = { uses: undefined, condition: undefined, with: [], env: [] };
    job.steps.push({ ...none, node, name: "", run: node, pasted: pastedIn(string, secrets) });
  } else if (/\bimage\s*\(?\s*$|\bdocker\s*\(?\s*$/.test(before))
    job.images.push({ ...bareImage, image: node });
  else if (/\bargs\s*\(?\s*$|\.inside\s*\(\s*$/.test(before))
    job.images.push({ ...bareImage, options: node });
  else if (variable) job.env.push({ key: variable, node });
  else if (name && text !== undefined && /[[,]\s*$/.test(before))
    job.env.push({ key: name, node: { ...node, value: text } });
}

function nodeOf({ value, line, column }: GroovyString, job: string | undefined): Node {
  // Outside of templates `\\` and `\$` are what a shell sees as one character.
  return { value: value.replace(/\\([\\$'"])/g, "$1"), line, column, textLine: line, subject: [], job };
}

/** Groovy puts the value into the text before a shell sees it. */
function pastedIn({ value, isTemplate, line }: GroovyString, secrets: ReadonlySet<string>): Pasted[] {
  if (!isTemplate) return [];
  return value.split("\n").flatMap((text, index) =>
    [...text.matchAll(/(?<!\\)\$(?:\{([^}]*)\}|([A-Za-z_][\w.]*))/g)].flatMap(
      ([source, braced, bare]): Pasted[] => {
        const expression = (braced ?? bare ?? "").trim();
        const at = { source, line: line + index };
        if (untrusted.test(expression)) return [{ ...at, kind: "untrusted" }];
        return secrets.has(expression.replace(/^env\./, "")) ? [{ ...at, kind: "secret" }] : [];
      },
    ),
  );
}

const untrusted =
  /^(?:env\.)?(?:CHANGE_(?:TITLE|BRANCH|AUTHOR(?:_DISPLAY_NAME|_EMAIL)?|FORK)|BRANCH_NAME|GIT_BRANCH|GIT_LOCAL_BRANCH|TAG_NAME)$|^params\.\w+$/;

/** Variables that credentials are bound to. */
function secretsOf(strings: readonly GroovyString[]): ReadonlySet<string> {
  const names = strings.flatMap(({ before, value }) => {
    if (/\b(?:variable|passwordVariable|keyFileVariable|passphraseVariable)\s*:\s*$/.test(before))
      return [value];
    const bound = /\b([A-Za-z_]\w*)\s*=\s*credentials\s*\(\s*$/.exec(before)?.[1];
    return bound ? [bound, `${bound}_PSW`] : [];
  });
  return new Set(names);
}

function codeOf(strings: readonly GroovyString[]): string {
  return strings.map(({ before }) => before).join("''");
}

function librariesIn(content: string): Node[] {
  return content.split("\n").flatMap((line, index) => {
    const code = line.replace(/^\s*(?:\/\/|\*).*$/, "");
    const list = /^\s*@Library\(\s*(?:value\s*=\s*)?\[?([^\])]*)/.exec(code)?.[1];
    const one = /^\s*library[( ]\s*(?:identifier:\s*)?(["'][^"']+["'])/.exec(code)?.[1];
    return [...`${list ?? ""} ${one ?? ""}`.matchAll(/["']([^"']+)["']/g)].map(([, name]) => ({
      ...nowhere,
      value: name!,
      line: index + 1,
      textLine: index + 1,
      column: code.indexOf(name!) + 1,
    }));
  });
}
