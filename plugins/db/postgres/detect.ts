import {
  type DetectRequest,
  type DetectResponseSchema,
  folderOf,
  isInTests,
  isMaterial,
  type MessageInitShape,
  type RepositoryFile,
  type ServiceUse,
  serviceEvidence,
  sortedFiles,
  textOfFile,
} from "cig/sdk";
import { isPostgresAdapter, type TestDatabase, testDatabase } from "./database-yml.ts";
import { type DjangoDatabase, djangoDatabase, forTests, isSettings } from "./django.ts";
import { postgres } from "./kind.ts";
import { prismaPostgresLine } from "./prisma.ts";

/** Says whether the repository's tests need PostgreSQL, which version and image it states, and its test database. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = sortedFiles(request.files);
  const rails = files.flatMap(readDatabaseYml);
  const django = forTests(files.flatMap(readSettings));
  const uses = [...rails.flatMap(railsUse), ...django.flatMap(djangoUse), ...files.flatMap(prismaUse)];
  const { facts, diagnostics } = await serviceEvidence(postgres, files, {
    uses,
    isNeeded: ({ ecosystem, file }) =>
      ecosystem === "python"
        ? !runsElsewhere(django, folderOf(file))
        : !testsElsewhere(rails, folderOf(file)),
  });
  const isUsed = facts.some(({ key }) => key === "service.postgres");
  return {
    facts: [...facts, ...databaseFact(rails)],
    signals: isUsed ? ["postgres_used"] : [],
    diagnostics,
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

function railsUse({ file, root, test }: RailsDatabase): ServiceUse[] {
  if (!isPostgresAdapter(test.adapter)) return [];
  // The dummy application of an engine is what its tests run against, but not the repository itself.
  const confidence = root === "" ? 1 : isInTests(file) ? 0.7 : 0.8;
  return [{ file, line: test.line, confidence: test.isCertain ? confidence : 0.6 }];
}

function readSettings(file: RepositoryFile): DjangoDatabase[] {
  if (!isSettings(file.path)) return [];
  const found = djangoDatabase(file.path, textOfFile(file) ?? "");
  return found ? [found] : [];
}

function djangoUse({ file, root, line, isPostgres, isCertain }: DjangoDatabase): ServiceUse[] {
  if (!isPostgres) return [];
  return [{ file, line, confidence: isCertain ? (root === "" ? 0.9 : 0.8) : 0.5 }];
}

function prismaUse(file: RepositoryFile): ServiceUse[] {
  if (!file.path.endsWith(".prisma") || isMaterial(file.path)) return [];
  const line = prismaPostgresLine(textOfFile(file) ?? "");
  return line > 0 ? [{ file: file.path, line, confidence: 0.9 }] : [];
}

/** An application that says which other database it tests against may have the gem for production alone. */
function testsElsewhere(rails: readonly RailsDatabase[], root: string): boolean {
  return rails.some((app) => app.root === root && app.test.isCertain && !isPostgresAdapter(app.test.adapter));
}

/** Django runs its tests against the database of its settings, whatever drivers are installed. */
function runsElsewhere(django: readonly DjangoDatabase[], folder: string): boolean {
  const here = django.filter(({ file }) => folder === "" || file.startsWith(`${folder}/`));
  return (
    here.some(({ isPostgres, isCertain }) => isCertain && !isPostgres) &&
    !here.some(({ isPostgres, isCertain }) => isCertain && isPostgres)
  );
}

function databaseFact(rails: readonly RailsDatabase[]) {
  const app = rails.find(({ root, test }) => root === "" && isPostgresAdapter(test.adapter));
  if (!app?.test.database) return [];
  return [
    {
      key: "service.postgres.database",
      value: app.test.database,
      evidence: [{ file: app.file, line: app.test.databaseLine ?? 0 }],
      confidence: 1,
    },
  ];
}
