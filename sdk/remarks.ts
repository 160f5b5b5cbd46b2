import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DiagnosticSchema, Level } from "../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { Use } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import { subjectOf } from "./tool-inputs.ts";

/** What a plugin has to say, as `detect` and `plan` answer it. */
export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of a plugin: its code, with the level and the fixed title. A released code keeps its meaning. */
export type Titles = Readonly<Record<string, readonly [Level, string]>>;

/** Makes the remarks of one plugin, which then only says what is wrong here, and what helps. */
export interface Remarks<Code extends string> {
  /** About a line of the repository; line 0 is the file as a whole. */
  remarkAt(code: Code, file: string, line: number, message: string, hint: string): Remark;
  /** About a place in cig.toml, given as a key path, or about what asks. */
  remarkOn(code: Code, subject: readonly string[] | Use, message: string, hint: string): Remark;
}

/** The remarks of a plugin that has these titles. */
export function remarksOf<All extends Titles>(titles: All): Remarks<Extract<keyof All, string>> {
  const remark = (code: keyof All, message: string, hint: string, location: Remark["location"]): Remark => {
    const [level, title] = titles[code]!;
    return { level, code: String(code), title, message, hint, ...(location && { location }) };
  };
  return {
    remarkAt: (code, file, line, message, hint) => remark(code, message, hint, { file, line }),
    remarkOn: (code, subject, message, hint) => {
      const path = "$typeName" in subject ? subjectOf(subject) : [...subject];
      return remark(code, message, hint, { subject: path });
    },
  };
}
