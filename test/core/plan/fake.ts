import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { loadConfig } from "../../../core/config/config.ts";
import type { InstalledPlugin } from "../../../core/host/host.ts";
import type { Manifest } from "../../../core/manifest.ts";
import { type Plan, plan } from "../../../core/plan/plan.ts";
import { FactSchema } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import {
  type PlanRequest,
  type PlanResponse,
  PlanResponseSchema,
} from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";

/** A plugin that answers in this process. */
export interface FakePlugin {
  readonly manifest: Partial<Manifest> & { readonly name: string };
  answer?(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema>;
}

/** A plugin that renders for GitHub. */
export const github: FakePlugin = {
  manifest: {
    name: "provider/github",
    version: "1.2.3",
    capabilities: ["provider:github"],
    hooks: ["generate"],
  },
};

/** A plugin that answers each use with a step that says what it was given. */
export function tool(name: string, more: Partial<Manifest> = {}): FakePlugin {
  const short = name.slice(name.lastIndexOf("/") + 1);
  return {
    manifest: {
      name,
      version: "1.3.0",
      capabilities: [`package:${short}`],
      hooks: ["plan"],
      inputs: {
        version: { type: "string", optional: true, description: "" },
        push: { type: "bool", optional: true, description: "" },
        targets: { type: "list", optional: true, description: "" },
      },
      ...more,
    },
    answer: ({ uses }) => ({
      resources: uses.map((use) => ({
        kind: {
          case: "expansion",
          value: {
            use: use.id,
            steps: [
              {
                name: `${short} ${use.inputs.map((input) => `${input.name}=${input.value.case === "text" ? show(input.value.value) : "…"}`).join(" ")}`.trim(),
                kind: { case: "run", value: { script: `install ${short}` } },
              },
            ],
          },
        },
      })),
    }),
  };
}

export interface FakeRun extends Plan {
  /** What each plugin was asked, by its name. */
  readonly requests: ReadonlyMap<string, PlanRequest>;
  /** "CIG401 3: message" */
  readonly remarks: readonly string[];
}

export interface FakeOptions {
  readonly plugins?: readonly FakePlugin[];
  readonly paths?: readonly string[];
  readonly facts?: Readonly<Record<string, string>>;
  readonly providers?: readonly string[];
  /** Beside cig.toml, for what it includes and for members. */
  readonly files?: Readonly<Record<string, string>>;
  readonly profile?: string;
}

/** Plans a cig.toml with plugins that answer in this process. Throws when the file itself is not right. */
export async function planToml(toml: string, options: FakeOptions = {}): Promise<FakeRun> {
  const root = mkdtempSync(join(tmpdir(), "cig-plan-"));
  try {
    writeFileSync(join(root, "cig.toml"), `version = "0.2"\n${toml}`);
    for (const [path, content] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const config = await loadConfig(root, { profile: options.profile });
    if (!config.value) throw new Error(config.diagnostics.map(({ message }) => message).join("\n"));
    const requests = new Map<string, PlanRequest>();
    const fakes = options.plugins ?? [github, tool("lang/ruby"), tool("lang/node")];
    const plugins = fakes.map(installed);
    const host: Parameters<typeof plan>[0] = {
      plugins,
      call: async (plugin, _hook, request) => {
        requests.set(plugin.name, request as PlanRequest);
        const fake = fakes.find(({ manifest }) => manifest.name === plugin.name)!;
        const response = create(PlanResponseSchema, fake.answer!(request as PlanRequest)) as PlanResponse;
        return { ok: true, response, memo: "off" } as never;
      },
    };
    const facts = Object.entries(options.facts ?? {}).map(([key, value]) =>
      create(FactSchema, { key, value, confidence: 1 }),
    );
    const paths = [...(options.paths ?? ["cig.toml", ...Object.keys(options.files ?? {})])].sort();
    const planned = await plan(
      host,
      config.value,
      { root: "/repositories/shop", paths },
      { facts },
      options.providers ? { providers: options.providers } : {},
    );
    const remarks = planned.diagnostics.map(
      ({ code, subject, at, message }) =>
        `${code} ${(at ?? (subject?.length ? config.value!.at(subject) : undefined))?.line ?? 0}: ${message}`,
    );
    return { ...planned, requests, remarks };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A text with its names in braces. */
export function show(text: Text | undefined): string {
  return (text?.parts ?? [])
    .map(({ kind }) =>
      kind.case === "reference" ? `{{ ${kind.value.path.join(".")} }}` : (kind.value ?? ""),
    )
    .join("");
}

function installed({ manifest }: FakePlugin): InstalledPlugin {
  return {
    name: manifest.name,
    version: manifest.version ?? "1.0.0",
    origin: "bundled",
    directory: "/",
    digest: `sha256:${manifest.name}`,
    command: [],
    manifest: {
      version: "1.0.0",
      protocols: [1],
      description: "",
      capabilities: [],
      requires: [],
      conflictsWith: [],
      hooks: [],
      command: [],
      reads: [],
      lists: [],
      outputs: [],
      inputs: {},
      provides: { caches: [], commands: [] },
      meaning: {},
      ...manifest,
    },
  };
}
