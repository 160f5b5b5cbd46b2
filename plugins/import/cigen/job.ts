import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isTable, type RawTable, tableIn, textIn, textsIn } from "./source.ts";
import { stepsOf, type Tell } from "./steps.ts";
import { legalId, tomlText } from "./text.ts";

/** What jobs share. */
export interface InFile {
  readonly commands: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** Groups of files by name. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Of jobs that name none. */
  readonly packages: readonly string[];
  /** Images that the older tool makes itself. */
  readonly images: ReadonlySet<string>;
  readonly runners: Map<string, TomlTable>;
}

const known: ReadonlySet<string> = new Set(
  "name image resource_class packages needs requires matrix services env environment steps skip_if artifacts trigger source_files source_file_groups timeout architectures runner checkout".split(
    " ",
  ),
);

/** `[jobs.ID]` of a job of the older tool. */
export function importedJob(job: RawTable, path: readonly string[], file: InFile, tell: Tell): TomlTable {
  const lose = (what: string) =>
    tell(path, `\`${what}\``, "cig has no name for it: it is plain text now.", "changed");
  const text = (value: string) => tomlText(value, lose);
  for (const key of Object.keys(job))
    if (!known.has(key)) tell([...path, key], `the key \`${key}\``, "cig knows no such key of a job.");
  const image = textIn(job.image);
  if (image !== undefined && file.images.has(image))
    tell(
      [...path, "image"],
      `the image "${image}"`,
      "The older tool builds it before the job. Build it in a job of its own, push it, and write its whole name here.",
      "changed",
    );
  const env = { ...tableIn(job.environment), ...tableIn(job.env) };
  const packages = textsIn(job.packages);
  const table: Record<string, TomlValue | undefined> = {
    name: textIn(job.name),
    needs: listOf([...textsIn(job.needs), ...textsIn(job.requires)].map(legalId)),
    ...triggerOf(job, path, tell),
    matrix: matrixOf(job),
    image: image && text(image),
    runner: runnerOf(job, file),
    packages: listOf(packages.length > 0 ? packages : file.packages),
    services: servicesOf(job.services, file, path, tell),
    env:
      Object.keys(env).length > 0
        ? Object.fromEntries(Object.entries(env).map(([key, value]) => [key, text(textIn(value) ?? "")]))
        : undefined,
    timeout: textIn(job.timeout),
    checkout: job.checkout === false ? false : undefined,
    skip_if: skipOf(job, file),
    steps: stepsOf(job.steps, file.commands, [...path, "steps"], tell),
    artifacts: artifactsOf(job.artifacts),
  };
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as TomlTable;
}

function listOf(list: readonly string[]): TomlValue | undefined {
  return list.length > 0 ? [...list] : undefined;
}

function triggerOf(job: RawTable, path: readonly string[], tell: Tell): Record<string, TomlValue> {
  const { trigger } = job;
  if (trigger === undefined) return {};
  if (trigger === "manual") return { approval: true };
  const tags = isTable(trigger) ? textsIn(trigger.tags) : [];
  const branches = isTable(trigger) ? textsIn(trigger.branches) : [];
  if (tags.length + branches.length > 0)
    return { on: { ...(branches.length > 0 && { push: branches }), ...(tags.length > 0 && { tag: tags }) } };
  tell([...path, "trigger"], "`trigger`", "cig knows `manual`, tags and branches here.");
  return {};
}

function matrixOf(job: RawTable): TomlTable | undefined {
  const axes = Object.entries(tableIn(job.matrix)).flatMap(([name, values]): [string, TomlValue][] => {
    const texts = textsIn(values);
    return texts.length > 0 ? [[name, texts]] : [];
  });
  const architectures = textsIn(job.architectures);
  const all = [
    ...axes,
    ...(architectures.length > 0 ? [["arch", architectures] as [string, TomlValue]] : []),
  ];
  return all.length > 0 ? Object.fromEntries(all) : undefined;
}

/** A class of machines of CircleCI is a runner of that name. */
function runnerOf(job: RawTable, file: InFile): string | undefined {
  const own = textIn(job.runner);
  if (own !== undefined) return own;
  const size = textIn(job.resource_class);
  if (size === undefined) return undefined;
  const id = legalId(size);
  if (!file.runners.has(id)) file.runners.set(id, { circleci: { resource_class: size } });
  return id;
}

/** "postgres:15", or the name of a service that is defined. */
function servicesOf(
  value: unknown,
  file: InFile,
  path: readonly string[],
  tell: Tell,
): TomlTable | undefined {
  const entries = textsIn(value).map((written): [string, TomlValue] => {
    const [name = "", version] = written.split(":");
    if (file.services.has(written)) return [written, true];
    return [legalId(name), version ?? true];
  });
  if (isTable(value)) tell([...path, "services"], "`services`", "Services of a job are a list of names.");
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function skipOf(job: RawTable, file: InFile): TomlTable | undefined {
  const paths = textsIn(tableIn(job.skip_if).paths_unmodified);
  const groups = [...textsIn(job.source_files), ...textsIn(job.source_file_groups)].flatMap((each) =>
    filesOf(each.replace(/^@|^\((.*)\)$/g, "$1"), file, []),
  );
  const all = [...new Set([...paths, ...groups])];
  return all.length > 0 ? { paths_unmodified: all } : undefined;
}

/** Files of a group; "(rails)" in it is another group. */
function filesOf(name: string, file: InFile, above: readonly string[]): string[] {
  const group = file.groups.get(name);
  if (!group) return [name];
  return group.flatMap((each) => {
    const inner = /^\((.*)\)$/.exec(each)?.[1];
    if (inner !== undefined) return above.includes(inner) ? [] : filesOf(inner, file, [...above, name]);
    return [each.endsWith("/") ? `${each}**` : each];
  });
}

function artifactsOf(value: unknown): TomlValue | undefined {
  if (!Array.isArray(value)) return undefined;
  const tables = value.flatMap((each: unknown): TomlTable[] => {
    const path = textIn(each) ?? (isTable(each) ? textIn(each.path) : undefined);
    if (path === undefined) return [];
    const days = isTable(each) ? Number(/^(\d+)d?$/.exec(textIn(each.retention) ?? "")?.[1] ?? 0) : 0;
    const name = isTable(each) ? textIn(each.name) : undefined;
    return [
      { ...(name !== undefined && { name }), paths: [path], ...(days > 0 && { retention_days: days }) },
    ];
  });
  return tables.length > 0 ? tables : undefined;
}
