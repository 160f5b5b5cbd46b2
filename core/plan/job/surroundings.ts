import type { Service } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Subject } from "../context.ts";
import type { Answered } from "./answered.ts";
import type { Completion } from "./completion.ts";
import type { Draft } from "./draft.ts";
import { shardEnv } from "./files/shard.ts";

/** Services, and the job's variables: those of cig.toml, then what plugins add without overruling them. */
export function surroundingsOf(completion: Completion, draft: Draft, answered: readonly Answered[]) {
  const { context } = completion;
  const { id, job, resolver } = draft;
  const services: Service[] = [];
  const names = new Map<string, Subject>();
  const addService = (service: Service, subject: Subject) => {
    if (names.has(service.name))
      context.report(
        diagnose("CIG405", `Two services of the job "${id}" are called "${service.name}".`, {
          hint: "Remove one of them, or give it another name.",
          subject,
        }),
      );
    else services.push(service);
    names.set(service.name, subject);
  };
  const byUse = new Map(answered.map((each) => [each.use, each.expansion]));
  for (const planned of draft.services) {
    if ("service" in planned) addService(planned.service, ["jobs", id, "services"]);
    else
      for (const service of byUse.get(planned.use.use.id)?.services ?? [])
        addService(service, planned.use.subject);
  }
  const ofServices = new Set(
    draft.services.flatMap((planned) => ("use" in planned ? planned.use.use.id : [])),
  );
  for (const { use, expansion } of answered)
    if (!ofServices.has(use)) for (const service of expansion.services) addService(service, ["jobs", id]);
  const env = [...resolver.named(job.env, ["jobs", id, "env"]), ...shardEnv(context, id, job)];
  const taken = new Set([...completion.workflowEnv, ...env.map(({ name }) => name)]);
  const proposed: NamedText[] = [
    ...answered.flatMap(({ expansion }) => expansion.env),
    ...services.flatMap((service) => service.exports),
  ];
  for (const each of proposed) {
    if (taken.has(each.name)) continue;
    taken.add(each.name);
    env.push(each);
  }
  return { services, env };
}
