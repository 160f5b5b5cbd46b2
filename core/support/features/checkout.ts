import { type Checkout, type Step, Submodules } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type Feature, ofJob, ofStep, orDefault } from "../feature.ts";

/** How a job gets its sources. */
export const checkoutFeatures: readonly Feature[] = [
  orDefault(
    ofJob(
      "checkout.none",
      "`checkout = false`",
      ({ steps }) => !steps.some(({ kind }) => kind.case === "checkout"),
      "checkout",
    ),
  ),
  ofCheckout("depth", "`depth` of a checkout", ({ depth }) => (depth ?? 1) !== 1),
  ofCheckout("ref", "`ref` of a checkout", ({ ref }) => ref),
  ofCheckout(
    "submodules",
    "`submodules` of a checkout",
    ({ submodules }) => submodules !== Submodules.UNSPECIFIED,
  ),
  ofCheckout("lfs", "`lfs` of a checkout", ({ lfs }) => lfs),
  ofCheckout("path", "`path` of a checkout", ({ path }) => path !== ""),
  ofCheckout(
    "persist_credentials",
    "`persist_credentials` of a checkout",
    ({ persistCredentials }) => persistCredentials,
  ),
];

function ofCheckout(key: string, title: string, isUsed: (checkout: Checkout) => unknown): Feature {
  const test = ({ kind }: Step) => kind.case === "checkout" && isUsed(kind.value);
  // From the job's `checkout` or from a step's.
  return ofStep(`checkout.${key}`, title, test, key, `checkout.${key}`);
}
