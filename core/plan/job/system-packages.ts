import { create } from "@bufbuild/protobuf";
import { type Runner, type Step, StepSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import {
  type Expression,
  ExpressionSchema,
  Function as Fn,
} from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Context, Subject } from "../context.ts";

/**
 * `packages.system`: a step per operating system that installs them; apt-get on linux, brew on macos. A job whose
 * matrix mixes systems gets a step for each, with a condition.
 */
export function planSystemPackages(
  context: Context,
  names: readonly string[],
  runners: readonly Runner[],
  inContainer: boolean,
  subject: Subject,
): Step[] {
  if (names.length === 0) return [];
  const unsafe = names.findIndex((name) => !/^[A-Za-z0-9][\w.+:=~/@-]*$/.test(name));
  if (unsafe !== -1) {
    context.report(
      diagnose("CIG104", `"${names[unsafe]}" is not the name of a package.`, {
        hint: 'Write names as the package manager knows them, such as "libpq-dev".',
        subject: [...subject, String(unsafe)],
      }),
    );
    return [];
  }
  const systems = [...new Set(runners.map((runner) => runner.os || "linux"))].sort();
  const refused = systems.filter((os) => !Object.hasOwn(scripts, os));
  if (refused.length > 0)
    context.report(
      diagnose("CIG104", `Packages of the operating system cannot be installed on ${refused.join(", ")}.`, {
        hint: "Install them in a `run` step there, and give these to jobs on linux or macos.",
        subject,
      }),
    );
  return systems
    .filter((os) => Object.hasOwn(scripts, os))
    .map((os) =>
      create(StepSchema, {
        name: "Install system packages",
        subject: [...subject],
        ...(systems.length > 1 && { condition: isOn(os) }),
        kind: { case: "run", value: { script: scripts[os]!(names.join(" "), inContainer) } },
      }),
    );
}

const scripts: Readonly<Record<string, (names: string, inContainer: boolean) => string>> = {
  linux: (names, inContainer) => {
    // Containers run as root and mostly have no sudo.
    const sudo = inContainer ? "" : "sudo ";
    return `${sudo}apt-get update\n${sudo}apt-get install --yes --no-install-recommends ${names}\n`;
  },
  macos: (names) => `brew install ${names}\n`,
};

function isOn(os: string): Expression {
  return create(ExpressionSchema, {
    kind: {
      case: "call",
      value: {
        function: Fn.EQUAL,
        arguments: [
          { kind: { case: "reference", value: { path: ["runner", "os"] } } },
          { kind: { case: "literal", value: { kind: { case: "text", value: os } } } },
        ],
      },
    },
  });
}
