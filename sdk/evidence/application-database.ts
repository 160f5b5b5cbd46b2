import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { type TestDatabase, testDatabase } from "./database-yml.ts";
import { type DjangoDatabase, djangoChoices, djangoDatabase, forTests, isSettings } from "./django.ts";
import { folderOf, isInTests, isMaterial, textOfFile } from "./file.ts";
import { prismaLine } from "./prisma.ts";
import type { OwnEvidence, ServiceUse } from "./service.ts";

/** How frameworks call one kind of database. */
export interface DatabaseWords {
  /** As Django's engines are told apart. */
  readonly system: "postgres" | "mysql";
  /** Whether an adapter of Rails talks to it. */
  isAdapter(adapter: string): boolean;
  /** As data sources of Prisma call it. */
  readonly prisma: readonly string[];
}

/** What the repository's applications say of their databases, as evidence for one kind of server. */
export interface ApplicationDatabases extends OwnEvidence {
  /** The tests' database of the Rails application at the root, where it is of this kind. */
  readonly rails?: TestDatabase & { readonly file: string };
}

/** Files that say which database an application uses, for a manifest's `reads`. */
export const applicationGlobs = [
  "**/config/database.yml",
  "**/*.prisma",
  "**/settings.py",
  "**/settings/*.py",
];

/** Reads Rails' config/database.yml, Django's settings and Prisma's schemas. */
export function applicationDatabases(
  files: readonly RepositoryFile[],
  words: DatabaseWords,
): ApplicationDatabases {
  const rails = files.flatMap(readDatabaseYml);
  const django = forTests(files.flatMap(readSettings));
  const choices = files
    .filter(({ path }) => django.some(({ file }) => file === path))
    .flatMap((file) => djangoChoices(file.path, textOfFile(file) ?? ""));
  const own = rails.find(({ root, test }) => root === "" && words.isAdapter(test.adapter));
  return {
    uses: [
      ...rails.flatMap((app) => railsUse(app, words)),
      ...django.flatMap((settings) => djangoUse(settings, words)),
      ...choices
        .filter(({ system }) => system === words.system)
        .map(({ file, line }) => ({ file, line, confidence: 0.5 })),
      ...files.flatMap((file) => prismaUse(file, words)),
    ],
    isNeeded: ({ ecosystem, file }) =>
      ecosystem === "python"
        ? !runsElsewhere(django, folderOf(file), words)
        : !testsElsewhere(rails, folderOf(file), words),
    ...(own && { rails: { ...own.test, file: own.file } }),
  };
}

interface RailsDatabase {
  readonly file: string;
  /** Folder of the application. */
  readonly root: string;
  readonly test: TestDatabase;
}

function readDatabaseYml(file: RepositoryFile): RailsDatabase[] {
  if (!/(^|\/)config\/database\.yml$/.test(file.path)) return [];
  const test = testDatabase(textOfFile(file) ?? "");
  return test ? [{ file: file.path, root: folderOf(folderOf(file.path)), test }] : [];
}

function railsUse({ file, root, test }: RailsDatabase, { isAdapter }: DatabaseWords): ServiceUse[] {
  if (!isAdapter(test.adapter)) return [];
  // The dummy application of an engine is what its tests run against, but not the repository itself.
  const confidence = root === "" ? 1 : isInTests(file) ? 0.7 : 0.8;
  return [{ file, line: test.line, confidence: test.isCertain ? confidence : 0.6 }];
}

function readSettings(file: RepositoryFile): DjangoDatabase[] {
  if (!isSettings(file.path)) return [];
  const found = djangoDatabase(file.path, textOfFile(file) ?? "");
  return found ? [found] : [];
}

function djangoUse(settings: DjangoDatabase, words: DatabaseWords): ServiceUse[] {
  const { file, root, line, system, isCertain } = settings;
  if (system !== words.system) return [];
  return [{ file, line, confidence: isCertain ? (root === "" ? 0.9 : 0.8) : 0.5 }];
}

function prismaUse(file: RepositoryFile, { prisma }: DatabaseWords): ServiceUse[] {
  if (!file.path.endsWith(".prisma") || isMaterial(file.path)) return [];
  const line = prismaLine(textOfFile(file) ?? "", prisma);
  return line > 0 ? [{ file: file.path, line, confidence: 0.9 }] : [];
}

/** An application that says which other database it tests against may have the gem for production alone. */
function testsElsewhere(
  rails: readonly RailsDatabase[],
  root: string,
  { isAdapter }: DatabaseWords,
): boolean {
  return rails.some((app) => app.root === root && app.test.isCertain && !isAdapter(app.test.adapter));
}

/** Django runs its tests against the database of its settings, whatever drivers are installed. */
function runsElsewhere(django: readonly DjangoDatabase[], folder: string, words: DatabaseWords): boolean {
  const here = django.filter(({ file }) => folder === "" || file.startsWith(`${folder}/`));
  const certain = here.filter(({ isCertain }) => isCertain);
  return (
    certain.some(({ system }) => system !== words.system) &&
    !certain.some(({ system }) => system === words.system)
  );
}
