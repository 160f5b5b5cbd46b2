import {
  create,
  type MessageInitShape,
  type ProviderOptionsSchema,
  type Runner,
  type Value,
  ValueSchema,
} from "cig/sdk";
import type { Machines } from "./plan.ts";

type Options = MessageInitShape<typeof ProviderOptionsSchema>;

/** What each provider calls the machines; nothing for one that is not known here. */
export function tablesFor(runner: Runner, machines: Machines, providers: readonly string[]): Options[] {
  return providers.flatMap((provider): Options[] => {
    const entries = tables[provider]?.(runner, machines) ?? [];
    if (entries.length === 0) return [];
    return [{ provider, options: { entries: entries.map(([key, value]) => ({ key, value })) } }];
  });
}

type Entries = readonly (readonly [string, Value])[];

const tables: Readonly<Record<string, (runner: Runner, machines: Machines) => Entries>> = {
  github(runner, { labels, group }) {
    const all = list(["self-hosted", githubSystem[runner.os] ?? "linux", githubProcessor(runner), ...labels]);
    return [
      [
        "runs-on",
        group === undefined
          ? all
          : table([
              ["group", text(group)],
              ["labels", all],
            ]),
      ],
    ];
  },
  circleci(_, { resourceClass }) {
    if (resourceClass === undefined) return [];
    return [
      ["machine", create(ValueSchema, { kind: { case: "boolean", value: true } })],
      ["resource_class", text(resourceClass)],
    ];
  },
  buildkite({ id }, { labels, queue }) {
    return [["agents", table([["queue", text(queue ?? (labels.join("-") || id))]])]];
  },
  jenkins({ os, arch }, { labels }) {
    const system = os === "linux" || os === "" ? [] : [os];
    const processor = arch === "arm64" && os !== "macos" ? ["arm64"] : [];
    const all = [...system, ...processor, ...labels];
    return all.length === 0 ? [] : [["label", text(all.join(" && "))]];
  },
};

/** Labels that GitHub's runner gives itself. */
const githubSystem: Readonly<Record<string, string>> = { linux: "linux", macos: "macOS", windows: "windows" };

function githubProcessor({ arch }: Runner): string {
  return arch === "arm64" ? "ARM64" : "x64";
}

function text(value: string): Value {
  return create(ValueSchema, { kind: { case: "text", value } });
}

function list(values: readonly string[]): Value {
  return create(ValueSchema, { kind: { case: "list", value: { items: values.map(text) } } });
}

function table(entries: Entries): Value {
  const value = { entries: entries.map(([key, each]) => ({ key, value: each })) };
  return create(ValueSchema, { kind: { case: "table", value } });
}
