import { create } from "@bufbuild/protobuf";
import { type Credentials, CredentialsSchema } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { ServiceToml } from "../../../config/schema.ts";
import { diagnose } from "../../../diagnostic/codes.ts";
import type { Context, Subject } from "../../context.ts";
import type { Resolver } from "../../resolver.ts";
import { secretsIn } from "../secrets.ts";

/** Who may fetch a private image. Reports a password that stands in cig.toml. */
export function toCredentials(
  context: Context,
  resolver: Resolver,
  { username, password }: NonNullable<ServiceToml["credentials"]>,
  subject: Subject,
): Credentials {
  const result = create(CredentialsSchema, {
    username: resolver.text(username, [...subject, "username"]),
    password: resolver.text(password, [...subject, "password"]),
  });
  if (secretsIn(result.password!).size === 0)
    context.report(
      diagnose("CIG104", "This password names no secret, so that everybody could read it.", {
        hint: 'Keep it as a secret of the provider, and write password = "{{ secrets.REGISTRY_PASSWORD }}".',
        subject: [...subject, "password"],
      }),
    );
  return result;
}
