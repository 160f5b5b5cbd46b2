import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { cigIn, copyInput, goldenRoot, writtenFiles } from "./golden.ts";

const workflow = ".github/workflows/ci.yml";
const cases = readdirSync(goldenRoot)
  .filter((name) => existsSync(join(goldenRoot, name, "expected", workflow)))
  .sort();

/** Edits of one kind; `at` chooses the place. Nothing where the file has no such place. */
type Editor = (workflow: Document, at: number) => boolean;

const editors: Readonly<Record<string, Editor>> = {
  "a line of a script": (document, at) => {
    const step = pick(
      steps(document).filter((each) => each.has("run")),
      at,
    );
    const lines = String(step?.get("run") ?? "").split("\n");
    if (!step) return false;
    lines[0] = `${lines[0]} --more`;
    step.set("run", lines.join("\n"));
    return true;
  },
  "a new step": (document, at) => {
    const list = pick(lists(document), at);
    list?.items.splice(1 + (at % list.items.length), 0, document.createNode({ run: `echo ${at}` }));
    return list !== undefined;
  },
  "a step taken away": (document, at) => {
    const list = pick(
      lists(document).filter(({ items }) => items.length > 2),
      at,
    );
    list?.items.splice(1 + (at % (list.items.length - 1)), 1);
    return list !== undefined;
  },
  "a variable of a step": (document, at) => {
    const step = pick(
      steps(document).filter((each) => each.has("run")),
      at,
    );
    step?.setIn(["env", "CIG_TEST"], document.createNode("${{ github.sha }}"));
    return step !== undefined;
  },
  "a limit of a job": (document, at) => {
    const job = pick(
      jobs(document).filter((each) => each.has("steps")),
      at,
    );
    job?.set("timeout-minutes", 7);
    return job !== undefined;
  },
  "a variable of a job": (document, at) => {
    const job = pick(
      jobs(document).filter((each) => each.has("steps")),
      at,
    );
    job?.setIn(["env", "CIG_TEST"], document.createNode("text"));
    return job !== undefined;
  },
  "the machine of a job": (document, at) => {
    const job = pick(
      jobs(document).filter((each) => isScalar(each.get("runs-on", true))),
      at,
    );
    job?.set("runs-on", "ubuntu-22.04");
    return job !== undefined;
  },
  "the commit of an action": (document, at) => {
    const pins = new Map<string, string>();
    visit(document, {
      Pair: (_, { key, value }) => {
        const isUses = isScalar(key) && key.value === "uses" && isScalar(value);
        if (isUses && value.comment) pins.set(String(value.value), value.comment);
      },
    });
    const chosen = pick(
      [...pins].filter(([, version]) => /^ v\d+\.\d+\.\d+$/.test(version)),
      at,
    );
    if (!chosen) return false;
    visit(document, {
      Pair: (_, { value }) => {
        if (!isScalar(value) || value.value !== chosen[0]) return;
        value.value = `${chosen[0].split("@")[0]}@${"e".repeat(40)}`;
        value.comment = `${chosen[1].replace(/\.\d+$/, "")}.99`;
      },
    });
    return true;
  },
};
/** These have a place in any cig.toml of one file whose jobs are all its own. */
const always = new Set(["a limit of a job", "a variable of a job", "the commit of an action"]);

const edit = fc.record({
  name: fc.constantFrom(...cases),
  kinds: fc.uniqueArray(fc.constantFrom(...Object.keys(editors)), { minLength: 1, maxLength: 2 }),
  at: fc.nat(1000),
});
/** `ADOPT_RUNS=200` tries more of them. */
const samples = fc.sample(edit, { seed: 9, numRuns: Number(process.env.ADOPT_RUNS ?? 8) });

it("whatever is edited in a workflow, it is adopted as it is meant, or refused and nothing is written", () => {
  const rendered = new Map<string, string>();
  const outcomes: string[] = [];
  for (const { name, kinds, at } of samples) {
    if (!rendered.has(name)) {
      rendered.set(name, copyInput(name));
      expect(cigIn(rendered.get(name)!, "render").code).toBe(0);
    }
    const folder = mkdtempSync(join(tmpdir(), "cig-adopt-"));
    try {
      cpSync(rendered.get(name)!, folder, { recursive: true });
      const file = join(folder, workflow);
      const document = parseDocument(readFileSync(file, "utf8"));
      if (!kinds.every((kind) => editors[kind]!(document, at))) continue;
      const text = document.toString({ lineWidth: 0 });
      writeFileSync(file, text);
      const before = everything(folder, name);
      const shown = `${name}, ${kinds.join(", ")}, ${at}`;
      const { code, text: said } = cigIn(folder, "adopt");
      if (code === 0) {
        expect(cigIn(folder, "render", "--check").code, shown).toBe(0);
        expect(parseDocument(readFileSync(file, "utf8")).toJS(), shown).toEqual(document.toJS());
      } else {
        expect(said, shown).toContain("error[CIG713]");
        expect(everything(folder, name), shown).toEqual(before);
        expect(kinds.every((kind) => always.has(kind)) && !hasOthersJobs(folder), shown + said).toBe(false);
      }
      outcomes.push(`${code === 0 ? "adopted" : "refused"}: ${shown}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (process.env.ADOPT_RUNS) console.log(outcomes.join("\n"));
  const adopted = outcomes.filter((outcome) => outcome.startsWith("adopted"));
  expect(adopted.length).toBeGreaterThan(outcomes.length / 3);
}, 1_200_000);

function everything(folder: string, name: string): Record<string, string> {
  return { ...writtenFiles(folder, name), "cig.toml": readFileSync(join(folder, "cig.toml"), "utf8") };
}

function hasOthersJobs(folder: string): boolean {
  return /^(?:include|\[workspace)|skip_if/m.test(readFileSync(join(folder, "cig.toml"), "utf8"));
}

function jobs(document: Document): YAMLMap[] {
  const all = document.get("jobs");
  return isMap(all) ? all.items.flatMap(({ value }) => (isMap(value) ? [value] : [])) : [];
}

function lists(document: Document): YAMLSeq[] {
  return jobs(document).flatMap((job) => {
    const list = job.get("steps");
    return isSeq(list) && list.items.length > 1 ? [list] : [];
  });
}

function steps(document: Document): YAMLMap[] {
  return lists(document).flatMap(({ items }) => items.filter((item) => isMap(item)));
}

function pick<Item>(items: readonly Item[], at: number): Item | undefined {
  return items[at % Math.max(1, items.length)];
}
