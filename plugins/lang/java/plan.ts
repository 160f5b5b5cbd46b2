import {
  byCodeUnit,
  CacheMode,
  CacheSchema,
  create,
  distinctCaches,
  type ExpansionSchema,
  joinPath,
  type MessageInitShape,
  named,
  type PlanRequest,
  type PlanResponseSchema,
  type StepSchema,
  scopedFacts,
  type Text,
} from "cig/sdk";
import { javaScript } from "./fallback-script.ts";
import { pins } from "./pins.ts";
import type { Remark } from "./remarks.ts";
import { decide, type Setup } from "./setup.ts";

type Cache = MessageInitShape<typeof CacheSchema>;
type Expansion = MessageInitShape<typeof ExpansionSchema>;
type Step = MessageInitShape<typeof StepSchema>;

/** Answers each use with JDK and cache; Maven and Gradle fetch what is missing by themselves. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const facts = scopedFacts(request.facts, "java", "lang/java");
  const uses = [...request.uses].sort((a, b) => byCodeUnit(a.id, b.id));
  const setups = uses.map((use) => decide(use, facts));
  const caches = distinctCaches(
    setups.map(({ use, build }) => ({ job: use.job, cache: build && dependencyCache(build) })),
    request.configuredCaches,
  );
  const expansions = setups.map((setup, index) => expand(setup, caches[index]));
  return {
    resources: expansions.map((value) => ({ id: value.use!, kind: { case: "expansion" as const, value } })),
    diagnostics: onceEach(setups.flatMap(({ remarks }) => remarks)),
  };
}

function expand({ use, version, distribution, build }: Setup, cache: Cache | undefined): Expansion {
  const name = build?.tool === "maven" ? "Cache Maven" : "Cache Gradle";
  return {
    use: use.id,
    steps: [
      ...(version ? [toolchainStep(version, distribution)] : []),
      ...(cache
        ? [
            {
              name,
              kind: { case: "cache" as const, value: { id: cache.id!, mode: CacheMode.RESTORE_AND_SAVE } },
            },
          ]
        : []),
    ],
    caches: cache ? [create(CacheSchema, cache)] : [],
    versions: version ? [{ tool: "java", version }] : [],
  };
}

function toolchainStep(version: Text, distribution: Text): Step {
  const native = [
    {
      provider: "github",
      ...pins.java,
      with: [named("distribution", distribution), named("java-version", version)],
    },
  ];
  return {
    name: "Set up Java",
    kind: { case: "toolchain", value: { tool: "java", version, native, fallbackScript: javaScript } },
  };
}

/** What was downloaded, keyed by everything that names a dependency. */
function dependencyCache({ root, tool }: NonNullable<Setup["build"]>): Cache {
  const [paths, files] =
    tool === "maven"
      ? [
          ["~/.m2/repository", "~/.m2/wrapper"],
          ["**/pom.xml", ".mvn/wrapper/maven-wrapper.properties"],
        ]
      : [
          ["~/.gradle/caches", "~/.gradle/wrapper"],
          ["**/*.gradle*", "gradle/wrapper/gradle-wrapper.properties", "gradle/*.versions.toml"],
        ];
  return {
    id: root === "." ? tool : `${tool}-${root.replaceAll("/", "-")}`,
    paths,
    keyParts: files.map((name) => ({ kind: { case: "files", value: joinPath(root, name) } })),
  };
}

/** The same remark about two jobs is one remark: the repository has one cause for it. */
function onceEach(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string>();
  return remarks.filter(({ code, message }) => {
    const isNew = !seen.has(`${code} ${message}`);
    seen.add(`${code} ${message}`);
    return isNew;
  });
}
