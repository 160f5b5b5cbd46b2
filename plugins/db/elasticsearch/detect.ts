import {
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
  serviceEvidence,
} from "cig/sdk";
import { elasticsearch } from "./kind.ts";

/** Says whether the repository uses Elasticsearch, and which version and image it states. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const { facts, diagnostics } = await serviceEvidence(elasticsearch, request.files);
  const isUsed = facts.some(({ key }) => key === "service.elasticsearch");
  return { facts, signals: isUsed ? ["elasticsearch_used"] : [], diagnostics };
}
