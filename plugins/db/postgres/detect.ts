import {
  applicationDatabases,
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
  serviceEvidence,
  sortedFiles,
} from "cig/sdk";
import { postgres } from "./kind.ts";

/** Says whether the repository's tests need PostgreSQL, which version and image it states, and its test database. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = sortedFiles(request.files);
  const applications = applicationDatabases(files, {
    system: "postgres",
    isAdapter: (adapter) =>
      /^(postgresql|postgres|postgis|jdbcpostgresql|makara_postgresql|postgresql_\w+)$/.test(adapter),
    prisma: ["postgresql", "postgres"],
  });
  const { facts, diagnostics } = await serviceEvidence(postgres, files, applications);
  const isUsed = facts.some(({ key }) => key === "service.postgres");
  return {
    facts: [...facts, ...databaseFact(applications.rails)],
    signals: isUsed ? ["postgres_used"] : [],
    diagnostics,
  };
}

function databaseFact(rails: { file: string; database?: string; databaseLine?: number } | undefined) {
  if (!rails?.database) return [];
  return [
    {
      key: "service.postgres.database",
      value: rails.database,
      evidence: [{ file: rails.file, line: rails.databaseLine ?? 0 }],
      confidence: 1,
    },
  ];
}
