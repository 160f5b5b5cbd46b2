import {
  type DetectRequest,
  type DetectResponseSchema,
  type MessageInitShape,
  serviceEvidence,
} from "cig/sdk";
import { rabbitmq } from "./kind.ts";

/** Says whether the repository uses RabbitMQ, and which version and image it states. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const { facts, diagnostics } = await serviceEvidence(rabbitmq, request.files);
  const isUsed = facts.some(({ key }) => key === "service.rabbitmq");
  return { facts, signals: isUsed ? ["rabbitmq_used"] : [], diagnostics };
}
