import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { Node } from "./workflow.ts";

/** What a configuration of CircleCI, Buildkite or Jenkins takes from others. Each knows but one of the three. */
export interface Pipeline {
  readonly path: string;
  /** "circleci/node@5.0.2" */
  readonly orbs: readonly Node[];
  /** "docker#v5.12.0" */
  readonly plugins: readonly Plugin[];
  /** "name@1.2.3" */
  readonly libraries: readonly Node[];
}

export interface Plugin {
  readonly name: Node;
  /** True: the commands of the same step upload further steps. */
  readonly uploads: boolean;
}

/** Reads a rendered configuration with the places of its parts. Undefined: of another provider, or no YAML. */
export function readPipeline(provider: string, path: string, content: string): Pipeline | undefined {
  const nothing: Pipeline = { path, orbs: [], plugins: [], libraries: [] };
  if (provider === "jenkins") return { ...nothing, libraries: librariesIn(content) };
  if (provider !== "circleci" && provider !== "buildkite") return undefined;
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, uniqueKeys: false });
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return undefined;
  return provider === "circleci"
    ? { ...nothing, orbs: orbsIn(root, lines) }
    : { ...nothing, plugins: pluginsIn(root, lines) };
}

/** An orb that stands in the file itself is a table, and needs no version. */
function orbsIn(root: YAMLMap, lines: LineCounter): Node[] {
  const orbs = root.get("orbs");
  return isMap(orbs)
    ? orbs.items.flatMap(({ value }) => (isScalar(value) ? [node(value, String(value.value), lines)] : []))
    : [];
}

function pluginsIn(holder: YAMLMap, lines: LineCounter): Plugin[] {
  const steps = holder.get("steps");
  if (!isSeq(steps)) return [];
  return steps.items.flatMap((step) => {
    if (!isMap(step)) return [];
    const uploads = ["command", "commands"].some((key) =>
      /\bbuildkite-agent\s+pipeline\s+upload\b/.test(String(step.get(key) ?? "")),
    );
    const plugins = step.get("plugins");
    const entries = isSeq(plugins) ? plugins.items : isMap(plugins) ? [plugins] : [];
    const names = entries.flatMap((entry) => (isMap(entry) ? entry.items.map(({ key }) => key) : [entry]));
    // A group holds steps of its own.
    return [
      ...names.flatMap((name) =>
        isScalar(name) ? [{ name: node(name, String(name.value), lines), uploads }] : [],
      ),
      ...pluginsIn(step, lines),
    ];
  });
}

function librariesIn(content: string): Node[] {
  return content.split("\n").flatMap((line, index) => {
    const code = line.replace(/^\s*(?:\/\/|\*).*$/, "");
    const list = /^\s*@Library\(\s*(?:value\s*=\s*)?\[?([^\])]*)/.exec(code)?.[1];
    const one = /^\s*library[( ]\s*(?:identifier:\s*)?(["'][^"']+["'])/.exec(code)?.[1];
    return [...`${list ?? ""} ${one ?? ""}`.matchAll(/["']([^"']+)["']/g)].map(([, name]) =>
      at(name!, index + 1, code.indexOf(name!) + 1),
    );
  });
}

function node(value: { range?: readonly number[] | null }, text: string, lines: LineCounter): Node {
  const { line, col } = lines.linePos(value.range?.[0] ?? 0);
  return at(text, line, col);
}

function at(value: string, line: number, column: number): Node {
  return { value, line, column, textLine: line, subject: [], job: undefined };
}
