import type { Residue, TomlTable, TomlValue } from "cig/sdk/import";
import { isTable, type Part, type RawTable, tableIn, textIn, textsIn } from "./source.ts";
import { stepsOf, type Tell } from "./steps.ts";
import { legalId, tomlText } from "./text.ts";

const folders: Readonly<Record<string, { readonly folder: string; readonly file: string }>> = {
  github: { folder: ".github/workflows", file: "ci.yml" },
  circleci: { folder: ".circleci", file: "config.yml" },
  buildkite: { folder: ".buildkite", file: "pipeline.yml" },
  jenkins: { folder: "", file: "Jenkinsfile" },
};

/** `[[outputs]]`: one for each provider, where the older tool wrote it. */
export function outputsOf(merged: RawTable, isSeveral: boolean, tell: Tell): TomlValue {
  const providers = [...textsIn(merged.providers), ...textsIn(merged.provider)];
  const found = [...new Set(providers)].flatMap((provider): TomlTable[] => {
    const usual = Object.hasOwn(folders, provider) ? folders[provider] : undefined;
    if (!usual) {
      tell(
        [merged.providers === undefined ? "provider" : "providers"],
        `the provider \`${provider}\``,
        "cig does not render for it.",
      );
      return [];
    }
    const folder =
      provider === "circleci"
        ? (textIn(merged.output_path) ?? usual.folder).replace(/^(?:\.\/)+|\/+$/g, "")
        : usual.folder;
    const isLegal = provider !== "circleci" || folder === usual.folder;
    if (!isLegal)
      tell(
        ["output_path"],
        "`output_path`",
        `CircleCI reads ${usual.folder}/${usual.file}, and that is where it is rendered.`,
        "changed",
      );
    const file = provider === "github" && isSeveral ? "{{ workflow }}.yml" : usual.file;
    return [{ provider, path: usual.folder === "" ? file : `${isLegal ? folder : usual.folder}/${file}` }];
  });
  return found.length > 0 ? found : [{ provider: "github", path: ".github/workflows/ci.yml" }];
}

/** `[services.ID]`, with the credentials of their registry. */
export function servicesOf(services: RawTable, docker: RawTable, tell: Tell): TomlTable {
  const auth = tableIn(tableIn(docker.auth)[textIn(docker.default_auth) ?? ""]);
  const [username, password] = [secretOf(auth.username), secretOf(auth.password)];
  const credentials: TomlTable =
    username !== undefined && password !== undefined ? { credentials: { username, password } } : {};
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, service]): [string, TomlTable][] => {
      const table = tableIn(service);
      const image = textIn(table.image);
      if (image === undefined) return [];
      for (const key of Object.keys(table))
        if (!["image", "environment", "env", "ports"].includes(key))
          tell(
            ["services", name, key],
            `\`${key}\` of the service \`${name}\``,
            "A service starts what stands in its image.",
          );
      const env = envOf(table.environment ?? table.env);
      const ports = textsIn(table.ports);
      return [
        [
          legalId(name),
          {
            image: tomlText(image, () => {}),
            ...(ports.length > 0 && { ports }),
            ...(Object.keys(env).length > 0 && { env }),
            ...credentials,
          },
        ],
      ];
    }),
  );
}

function secretOf(value: unknown): string | undefined {
  const name = /^\$\{?(\w+)\}?$/.exec(textIn(value) ?? "")?.[1];
  return name === undefined ? textIn(value) : `{{ secrets.${name} }}`;
}

/** A table, or a list of "NAME=value". */
function envOf(value: unknown): TomlTable {
  const entries = isTable(value)
    ? Object.entries(value).map(([name, each]): [string, string] => [name, textIn(each) ?? ""])
    : textsIn(value).map((line): [string, string] => [
        line.split("=")[0]!,
        line.slice(line.indexOf("=") + 1),
      ]);
  return Object.fromEntries(entries.map(([name, text]) => [name, tomlText(text, () => {})]));
}

/** `[runners.ID]`: the older tool's words for machines are those of the providers. */
export function runnersOf(runners: RawTable): Record<string, TomlTable> {
  return Object.fromEntries(
    Object.entries(runners).map(([name, runner]): [string, TomlTable] => {
      const own = tableIn(tableIn(runner).provider_config);
      const table: Record<string, TomlValue> = {};
      const label = textIn(tableIn(own.github).runs_on ?? tableIn(own.github)["runs-on"]);
      const size = textIn(tableIn(own.circleci).resource_class);
      const agents = Object.entries(tableIn(tableIn(own.buildkite).agents)).map(
        ([key, value]): [string, string] => [key, textIn(value) ?? ""],
      );
      if (label !== undefined) table.github = { "runs-on": label };
      if (size !== undefined) table.circleci = { resource_class: size };
      if (agents.length > 0) table.buildkite = { agents: Object.fromEntries(agents) };
      return [legalId(name), table];
    }),
  );
}

/** `[commands.ID]`; `<< parameters.x >>` is an input. */
export function commandsOf(
  commands: readonly { readonly part: Part; readonly name: string }[],
  names: ReadonlySet<string>,
  add: (file: string, line: number, job: string, what: string, why: string, kind?: Residue["kind"]) => void,
): TomlTable {
  return Object.fromEntries(
    commands.map(({ part, name }): [string, TomlTable] => {
      const { table } = part;
      const inputs = Object.entries(tableIn(table.parameters)).map(([key, value]): [string, TomlTable] => {
        const { description, default: fallback } = tableIn(value);
        return [
          key,
          {
            ...(textIn(description) !== undefined && { description: textIn(description)! }),
            ...(textIn(fallback) !== undefined && { default: textIn(fallback)! }),
          },
        ];
      });
      const steps = JSON.parse(JSON.stringify(table.steps ?? []), (_, value) =>
        typeof value === "string"
          ? value.replace(/<<\s*parameters\.([\w-]+)\s*>>/g, "{{ inputs.$1 }}")
          : value,
      ) as unknown;
      const tell: Tell = (path, what, why, kind) => add(part.file, part.lineAt(...path), "", what, why, kind);
      return [
        legalId(name),
        {
          ...(textIn(table.description) !== undefined && { description: textIn(table.description)! }),
          ...(inputs.length > 0 && { inputs: Object.fromEntries(inputs) }),
          steps: stepsOf(steps, names, ["steps"], tell),
        },
      ];
    }),
  );
}

/** What stands in the older tool's own table of a provider goes into cig's, as it is. */
export function providerTables(tables: RawTable, tell: Tell): TomlTable {
  const found: Record<string, TomlValue> = {};
  for (const [provider, own] of Object.entries(tables)) {
    const { workflows, orbs, agents, ...others } = tableIn(own);
    const table: Record<string, TomlValue> = {};
    if (workflows !== undefined)
      tell(
        ["provider_config", provider, "workflows"],
        `\`provider_config: ${provider}: workflows\``,
        "The older tool never wrote it either. Who has to approve is `approval` of a job.",
      );
    if (Array.isArray(orbs) || isTable(orbs))
      table.orbs = Object.fromEntries(
        (Array.isArray(orbs) ? orbs : [orbs]).flatMap((each) =>
          Object.entries(tableIn(each)).map(([name, value]) => [name, textIn(value) ?? ""] as const),
        ),
      );
    if (isTable(agents))
      table.agents = Object.fromEntries(
        Object.entries(agents).map(([name, value]) => [name, textIn(value) ?? ""]),
      );
    for (const key of Object.keys(others))
      tell(
        ["provider_config", provider, key],
        `\`provider_config: ${provider}: ${key}\``,
        "Write it into cig's own table of the provider.",
      );
    if (Object.keys(table).length === 0) continue;
    found[provider] = table;
    tell(
      ["provider_config", provider],
      `\`provider_config: ${provider}\``,
      "It stays in the table of the provider.",
      "hatch",
    );
  }
  return found;
}
