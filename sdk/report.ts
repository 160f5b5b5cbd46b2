import { create } from "@bufbuild/protobuf";
import { type Diagnostic, DiagnosticSchema, Level } from "../proto/gen/cig/plugin/v1/diagnostic_pb.ts";

/** Every code of a plugin with its level and its fixed title. */
export type Codes = Readonly<Record<string, readonly ["error" | "warning" | "info", string]>>;

/** Gathers what there is to say about one output; the same remark is kept once. */
export interface Report<Code extends string> {
  readonly diagnostics: Diagnostic[];
  /** `subject` is a key path of cig.toml; `hint` the edit that helps. */
  add(code: Code, subject: readonly string[], message: string, hint?: string): void;
  hasErrors(): boolean;
}

export function openReportOf<All extends Codes>(codes: All): Report<Extract<keyof All, string>> {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    add(code, subject, message, hint = "") {
      const [level, title] = codes[code]!;
      const same = (one: Diagnostic) =>
        one.code === code &&
        one.message === message &&
        one.location?.subject.join("\0") === subject.join("\0");
      if (diagnostics.some(same)) return;
      const location = { subject: [...subject] };
      diagnostics.push(
        create(DiagnosticSchema, { level: levels[level], code, title, message, hint, location }),
      );
    },
    hasErrors: () => diagnostics.some(({ level }) => level === Level.ERROR),
  };
}

const levels = { error: Level.ERROR, warning: Level.WARNING, info: Level.INFO } as const;
