import type { Residue, TomlTable } from "../../../sdk/import/imported.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { diagnosticJson } from "../json.ts";
import type { Done } from "./import-text.ts";
import { explainDifferences } from "./reasons.ts";

/** The document of `cig import --json`. */
export function importJson(done: Done, diagnostics: readonly Diagnostic[]): object {
  const { config, path, written, text, system, files, residue } = done;
  return {
    schema: "cig.import/1",
    path,
    written,
    ...(text !== "" && { content: text, jobs: Object.keys((config.jobs ?? {}) as TomlTable) }),
    from: system.name,
    files: [...files.keys()].sort(),
    residue: residue.map(residueJson),
    proof: proofJson(done),
    diagnostics: diagnostics.map(diagnosticJson),
  };
}

function proofJson({ proof, residue }: Done): object {
  if (proof.state === "impossible" || proof.state === "none") return { state: proof.state };
  const { state, workflows, jobs, differences, excused } = proof;
  return {
    state,
    workflows,
    jobs,
    differences: explainDifferences(differences, residue).map(({ path, left, right, reason }) => ({
      path,
      original: left,
      rendered: right,
      reason: reason && residueJson(reason),
    })),
    excused: excused.map(({ path, left, right, feature }) => ({
      path,
      original: left,
      rendered: right,
      reason: feature,
    })),
  };
}

function residueJson({ file, line, job, what, why, kind }: Residue): object {
  return { at: { file, line }, kind, what, why, ...(job !== "" && { job }) };
}
