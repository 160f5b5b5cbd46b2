import {
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
  serviceEvidence,
} from "cig/sdk";
import { redis } from "./kind.ts";

/** Says whether the repository uses Redis, and which version and image it states. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const { facts, diagnostics } = await serviceEvidence(redis, request.files);
  const isUsed = facts.some(({ key }) => key === "service.redis");
  return { facts, signals: isUsed ? ["redis_used"] : [], diagnostics };
}
