import type { Table } from "cig/sdk";
import type { Scope } from "../scope.ts";
import type { MachineKind } from "./machine.ts";

const sizes = ["small", "medium", "medium+", "large", "xlarge", "2xlarge", "2xlarge+"];
const larger = sizes.filter((size) => !["small", "medium+"].includes(size));
const arm = ["arm.medium", "arm.large", "arm.xlarge", "arm.2xlarge"];

/** The classes of CircleCI's own machines by the kind of executor that has them. */
const classes: Readonly<Record<"docker" | "machine" | "macos", readonly string[]>> = {
  docker: [...sizes, ...sizes.map((size) => `${size}.gen2`), ...arm],
  machine: [
    ...larger,
    ...["gen2", "gen3"].flatMap((generation) => larger.map((size) => `${size}.${generation}`)),
    ...arm,
    ...["medium", "large", "xlarge", "2xlarge"].map((size) => `windows.${size}`),
  ],
  macos: ["m4pro.medium", "m4pro.large"],
};

const kinds = { docker: "containers", machine: "virtual machines", macos: "Macs" };

/**
 * Refuses a class that is known and belongs to another kind of machine, or has the wrong processor. One that nobody
 * here knows is a self-hosted one, or newer than this plugin.
 */
export function checkClass(kind: MachineKind, node: Table, wanted: string, scope: Scope): void {
  const name = node.get("resource_class");
  if (typeof name !== "string" || kind === "executor") return;
  const isKnown = Object.values(classes).some((list) => list.includes(name));
  if (isKnown && !classes[kind].includes(name))
    scope.report.add(
      "CC005",
      scope.subject,
      `CircleCI's ${kinds[kind]} have no class "${name}", and this job runs on one of them.`,
      `Choose another class: ${classes[kind].slice(0, 6).join(", ")}.`,
    );
  else if (isKnown && kind !== "macos" && wanted === "arm64" && !arm.includes(name))
    // The other way round nobody need have asked: amd64 is what a runner has that says nothing.
    scope.report.add(
      "CC005",
      scope.subject,
      `The job asks for a machine with arm64, and the class "${name}" has amd64.`,
      `Choose one of ${arm.join(", ")}.`,
    );
}
