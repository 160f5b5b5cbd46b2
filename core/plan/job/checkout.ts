import { create } from "@bufbuild/protobuf";
import { type Checkout, CheckoutSchema, Submodules } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { CheckoutToml } from "../../config/schema.ts";
import type { Subject } from "../context.ts";
import type { Resolver } from "../resolver.ts";

/** How the sources are got: the last commit only, and without leaving the job's token in the work tree. */
export function toCheckout(
  resolver: Resolver,
  checkout: CheckoutToml | undefined,
  subject: Subject,
): Checkout {
  const settings = typeof checkout === "object" ? checkout : {};
  return create(CheckoutSchema, {
    depth: settings.depth ?? 1,
    ...(settings.ref !== undefined && { ref: resolver.text(settings.ref, [...subject, "ref"]) }),
    submodules:
      settings.submodules === "recursive"
        ? Submodules.RECURSIVE
        : settings.submodules
          ? Submodules.TOP
          : Submodules.UNSPECIFIED,
    lfs: settings.lfs ?? false,
    persistCredentials: settings.persist_credentials ?? false,
    path: settings.path ?? "",
  });
}
