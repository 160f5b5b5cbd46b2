import {
  type DetectRequest,
  type DetectResponseSchema,
  isMaterial,
  type MessageInitShape,
  prismaLine,
  type RepositoryFile,
  type ServiceUse,
  serviceEvidence,
  sortedFiles,
  textOfFile,
} from "cig/sdk";
import { mongodb } from "./kind.ts";

/** Says whether the repository uses MongoDB, and which version and image it states. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = sortedFiles(request.files);
  const uses = files.flatMap(prismaUse);
  const { facts, diagnostics } = await serviceEvidence(mongodb, files, { uses, isNeeded: () => true });
  const isUsed = facts.some(({ key }) => key === "service.mongodb");
  return { facts, signals: isUsed ? ["mongodb_used"] : [], diagnostics };
}

function prismaUse(file: RepositoryFile): ServiceUse[] {
  if (!file.path.endsWith(".prisma") || isMaterial(file.path)) return [];
  const line = prismaLine(textOfFile(file) ?? "", ["mongodb"]);
  return line > 0 ? [{ file: file.path, line, confidence: 0.9 }] : [];
}
