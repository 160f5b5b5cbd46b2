import { create } from "@bufbuild/protobuf";
import { type Oidc, OidcSchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { JobToml, PermissionsToml } from "../../../config/schema.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import type { Context, Subject } from "../../context.ts";
import type { Resolver } from "../../resolver.ts";

/** `oidc` of a job; undefined where it asks for no token. Reports a variable that has two values. */
export function oidcOf(context: Context, resolver: Resolver, id: string, job: JobToml): Oidc | undefined {
  if (!job.oidc) return undefined;
  const subject = ["jobs", id, "oidc"];
  const { audience, env = "" } = job.oidc === true ? {} : job.oidc;
  if (env !== "" && Object.hasOwn(job.env ?? {}, env))
    context.report(twoValues(env, [...subject, "env"], `env of the job "${id}"`));
  if (env !== "" && job.secrets?.includes(env))
    context.report(twoValues(env, [...subject, "env"], `a secret of the job "${id}"`));
  return create(OidcSchema, {
    ...(audience !== undefined && { audience: resolver.text(audience, [...subject, "audience"]) }),
    env,
  });
}

/**
 * The rights of a job's token: those that it states; with `oidc` also the right to ask for an identity token. A job
 * that states none keeps the workflow's beside that one, because rights of a job take the place of all others.
 */
export function permissionsOf(context: Context, id: string, job: JobToml): PermissionsToml | undefined {
  if (!job.oidc) return job.permissions;
  const stated = job.permissions?.["id-token"];
  if (stated !== undefined && stated !== "write")
    context.report(
      diagnose(
        "CIG104",
        `The job "${id}" asks for an identity token by oidc, and id-token = "${stated}" forbids it one.`,
        {
          hint: 'Remove id-token, which oidc sets to "write", or remove oidc.',
          subject: ["jobs", id, "permissions", "id-token"],
        },
      ),
    );
  const others = job.permissions ?? context.schema.permissions ?? { contents: "read" };
  return { ...others, "id-token": "write" };
}

function twoValues(env: string, subject: Subject, other: string) {
  return diagnose("CIG405", `The variable "${env}" would be the identity token and ${other}.`, {
    hint: "Choose another name for one of them.",
    subject,
  });
}
