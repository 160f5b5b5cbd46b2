import {
  applicationDatabases,
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
  serviceEvidence,
  sortedFiles,
  type TestDatabase,
} from "cig/sdk";
import { mysql } from "./kind.ts";

/** Says whether the repository's tests need MySQL, which version and image it states, and its test database. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = sortedFiles(request.files);
  const applications = applicationDatabases(files, {
    system: "mysql",
    isAdapter: (adapter) => /^(mysql|mysql2|trilogy|jdbcmysql|makara_mysql2)$/.test(adapter),
    prisma: ["mysql"],
  });
  const { facts, diagnostics } = await serviceEvidence(mysql, files, applications);
  const isUsed = facts.some(({ key }) => key === "service.mysql");
  return {
    facts: [...facts, ...railsFacts(applications.rails)],
    signals: isUsed ? ["mysql_used"] : [],
    diagnostics,
  };
}

/** The tests' database, and the adapter: Rails takes it from the scheme of DATABASE_URL. */
function railsFacts(rails: (TestDatabase & { readonly file: string }) | undefined) {
  if (!rails) return [];
  const { file, adapter, line, database, databaseLine } = rails;
  const fact = (key: string, value: string, at: number) => ({
    key,
    value,
    evidence: [{ file, line: at }],
    confidence: 1,
  });
  return [
    fact("service.mysql.adapter", adapter, line),
    ...(database ? [fact("service.mysql.database", database, databaseLine ?? 0)] : []),
  ];
}
