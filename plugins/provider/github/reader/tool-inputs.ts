import type { Raw } from "./raw.ts";

/**
 * The inputs of an action that makes a tool available, where two ways to write them mean the same: a range of versions
 * with or without its last "x", lists of Rust in any order, and the toolchain that is the name of the branch
 * (`dtolnay/rust-toolchain@stable`).
 */
export function toolInputs(uses: string, inputs: Raw): Raw {
  const action = uses.replace(/@.*$/s, "").toLowerCase();
  const range = ranges[action];
  if (range !== undefined && typeof inputs[range] === "string")
    return { ...inputs, [range]: inputs[range].replace(/(?<=^\d+(?:\.\d+)?)\.[xX*]$/, "") };
  if (action !== "dtolnay/rust-toolchain") return inputs;
  const toolchain = inputs.toolchain ?? /@(stable|beta|nightly|\d+(?:\.\d+){1,2})$/.exec(uses)?.[1];
  const lists = ["components", "targets"].flatMap((name) =>
    typeof inputs[name] === "string" && !inputs[name].includes("${{") ? [[name, sorted(inputs[name])]] : [],
  );
  return { ...inputs, ...(toolchain !== undefined && { toolchain }), ...Object.fromEntries(lists) };
}

/** Actions that look versions up as npm does, where "3" is "3.x". */
const ranges: Readonly<Record<string, string>> = {
  "actions/setup-go": "go-version",
  "actions/setup-python": "python-version",
};

function sorted(list: string): string {
  return list
    .split(/[\s,]+/)
    .filter((item) => item !== "")
    .sort()
    .join(",");
}
