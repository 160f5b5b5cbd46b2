import {
  type DetectRequest,
  type DetectResponseSchema,
  isMaterial,
  type MessageInitShape,
  prismaLine,
  type RepositoryFile,
  type ServiceUse,
  type StatedDependency,
  serviceEvidence,
  sortedFiles,
  textOfFile,
} from "cig/sdk";
import { mongodb } from "./kind.ts";

/** Says whether the repository uses MongoDB, and which version and image it states. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = sortedFiles(request.files);
  const uses = files.flatMap(prismaUse);
  const { facts, diagnostics } = await serviceEvidence(mongodb, files, {
    uses,
    isNeeded: needsServer(files),
  });
  const isUsed = facts.some(({ key }) => key === "service.mongodb");
  return { facts, signals: isUsed ? ["mongodb_used"] : [], diagnostics };
}

/**
 * Go's driver also holds BSON, which many use alone. A go.mod names every module that the program is built of: where
 * those that log in to a server are not among them, it never connects to one.
 */
function needsServer(files: readonly RepositoryFile[]): (dependency: StatedDependency) => boolean {
  const texts = new Map(files.map((file) => [file.path, file]));
  return ({ ecosystem, file }) => {
    if (ecosystem !== "go") return true;
    const manifest = texts.get(file);
    return manifest !== undefined && /\bgithub\.com\/xdg-go\/scram\s/.test(textOfFile(manifest) ?? "");
  };
}

function prismaUse(file: RepositoryFile): ServiceUse[] {
  if (!file.path.endsWith(".prisma") || isMaterial(file.path)) return [];
  const line = prismaLine(textOfFile(file) ?? "", ["mongodb"]);
  return line > 0 ? [{ file: file.path, line, confidence: 0.9 }] : [];
}
