import { type Checkout, Submodules } from "cig/sdk";
import { places } from "../expression/place.ts";
import { characters, compileText } from "../expression/text.ts";
import type { Scope } from "../scope.ts";
import { type Table, table } from "../yaml/tree.ts";
import { usesOf } from "./native.ts";

/** A step that gets the sources; the token stays behind only where cig.toml asks for it. */
export function compileCheckout(checkout: Checkout, scope: Scope): Table {
  const { depth } = checkout;
  return table(
    ["name", "Check out"],
    ["uses", usesOf(scope.pins.newest("actions/checkout"))],
    [
      "with",
      table(
        ["ref", checkout.ref ? compileText(checkout.ref, places.step, scope) || undefined : undefined],
        ["path", checkout.path ? characters(checkout.path, scope) : undefined],
        ["fetch-depth", depth === undefined || depth === 1 ? undefined : depth],
        ["submodules", submodulesOf(checkout.submodules)],
        ["lfs", checkout.lfs || undefined],
        ["persist-credentials", checkout.persistCredentials],
      ),
    ],
  );
}

function submodulesOf(submodules: Submodules): boolean | string | undefined {
  if (submodules === Submodules.RECURSIVE) return "recursive";
  return submodules === Submodules.TOP ? true : undefined;
}
