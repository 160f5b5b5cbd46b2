import {
  type FactSchema,
  type JsonNode,
  jsonAt,
  jsonTextAt,
  type MessageInitShape,
  nodeRun,
  packageManifest,
  type RepositoryFile,
  stepFacts,
} from "cig/sdk";
import { type ScriptLine, servingAt, servingItself } from "./serving.ts";

type Fact = MessageInitShape<typeof FactSchema>;

/** What is known of the tests before: the folder, and what `configFacts` found. */
export interface Tests {
  /** "." at the top. */
  readonly root: string;
  readonly baseUrl?: string;
}

/**
 * The step that would run the end-to-end tests, where the repository says how the application is served: a script that
 * serves and tests, or one that serves at the address of the configuration. And that of component tests, which serve
 * themselves, where a script runs them.
 */
export function cypressSteps(files: readonly RepositoryFile[], { root, baseUrl }: Tests): Fact[] {
  const manifest = packageManifest(files, root);
  if (!manifest) return [];
  const { node, file } = manifest;
  const place = ({ line }: ScriptLine) => ({ file, line });
  const command = ({ name }: ScriptLine) => nodeRun(files, root, name);
  const proposed = (kind: string, at: ScriptLine, given: Record<string, string>) =>
    stepFacts({
      tool: "cypress",
      root,
      kind,
      module: "browser/cypress",
      packages: "node",
      given,
      place: place(at),
    });
  const itself = servingItself(node);
  const serving = baseUrl === undefined ? undefined : servingAt(node, baseUrl);
  const browser = browserIn(node);
  const component = scriptWith(node, /\bcypress run\b.*\s--component\b/);
  return [
    ...(itself
      ? proposed("e2e", itself.start, {
          ...(itself.build && { build: command(itself.build) }),
          command: command(itself.start),
        })
      : []),
    ...(!itself && serving
      ? proposed("e2e", serving.start, {
          ...(browser !== undefined && { browser }),
          ...(serving.build && { build: command(serving.build) }),
          start: command(serving.start),
        })
      : []),
    ...(component ? proposed("component", component, { component: "true" }) : []),
  ];
}

/** The browser of the plainest script that runs end-to-end tests. */
function browserIn(manifest: JsonNode): string | undefined {
  const script = scriptWith(manifest, /\bcypress run\b(?!.*\s--component\b)/);
  const text = script && jsonTextAt(manifest, "scripts", script.name);
  return text === undefined
    ? undefined
    : /\s(?:--browser|-b)[= ](chrome|firefox|edge|electron)\b/.exec(text)?.[1];
}

function scriptWith(manifest: JsonNode, pattern: RegExp): ScriptLine | undefined {
  const scripts = jsonAt(manifest, "scripts")?.value;
  if (!(scripts instanceof Map)) return undefined;
  for (const [name, { line, value }] of scripts)
    if (typeof value === "string" && pattern.test(value)) return { name, line };
  return undefined;
}
