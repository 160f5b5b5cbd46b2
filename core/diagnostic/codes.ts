import type { Diagnostic, Level } from "./diagnostic.ts";

/**
 * Every code of the core with its fixed title and usual level. A released code keeps its meaning.
 * 1xx config · 2xx repository · 3xx plugins · 4xx plan and graph · 5xx fragments and merge · 6xx output · 7xx command line.
 */
export const codes = {
  CIG101: ["error", "cig.toml is missing"],
  CIG102: ["error", "cig.toml is not valid TOML"],
  CIG103: ["error", "Unknown key"],
  CIG104: ["error", "Wrong type or value"],
  CIG105: ["error", "Required key is missing"],
  CIG106: ["error", "Invalid expression"],
  CIG107: ["error", "Unknown name in an expression"],
  CIG108: ["error", "cig.toml cannot be read"],
  CIG109: ["error", "Unsupported language version"],
  CIG110: ["error", "Unknown profile"],
  CIG111: ["error", "Variables refer to each other in a circle"],
  CIG112: ["error", "Not supported yet"],
  CIG113: ["error", "Unknown template"],
  CIG114: ["error", "Templates extend each other in a circle"],
  CIG201: ["error", "The repository cannot be read"],
  CIG202: ["warning", "A file is too large to be read by plugins"],
  CIG301: ["error", "Plugin is not installed"],
  CIG302: ["error", "Plugin manifest is invalid"],
  CIG303: ["error", "Plugin version does not fit"],
  CIG304: ["error", "Plugin did not start"],
  CIG305: ["error", "Plugin handshake failed"],
  CIG306: ["error", "Plugin crashed"],
  CIG307: ["error", "Plugin did not answer in time"],
  CIG308: ["error", "Plugin wrote to its protocol stream"],
  CIG309: ["error", "Plugin speaks another protocol version"],
  CIG310: ["error", "Plugin is not what its manifest says"],
  CIG311: ["error", "Plugin message is too large"],
  CIG312: ["error", "Plugin answers differ for the same request"],
  CIG313: ["error", "Plugin answer is invalid"],
  CIG314: ["error", "Plugin requirement is not met"],
  CIG315: ["error", "Plugins conflict"],
  CIG316: ["error", "Plugin reported an error"],
  CIG317: ["warning", "Plugin did not end when told to"],
  CIG401: ["error", "Unknown job in needs"],
  CIG402: ["error", "Jobs wait for each other in a circle"],
  CIG403: ["error", "No plugin provides this"],
  CIG404: ["error", "Invalid matrix"],
  CIG405: ["error", "Two things have the same name"],
  CIG406: ["warning", "A pattern matches no file"],
  CIG407: ["warning", "Plugins disagree about a fact"],
  CIG408: ["error", "A run-time value cannot be used here"],
  CIG409: ["warning", "Version is not stated by the repository"],
  CIG410: ["error", "Unknown input of a module"],
  CIG411: ["error", "Unknown artifact"],
  CIG412: ["error", "Unknown runner"],
  CIG413: ["info", "A job is implied"],
  CIG414: ["warning", "Nothing uses this"],
  CIG415: ["warning", "Waiver has expired"],
  CIG416: ["warning", "Waiver is for nothing that exists"],
  CIG417: ["warning", "Variable is not defined"],
  CIG418: ["warning", "Folder is not in the repository"],
  CIG501: ["error", "Fragment is outside the plugin's outputs"],
  CIG502: ["error", "Two plugins own one file"],
  CIG503: ["error", "Fragments contradict each other"],
  CIG504: ["error", "Fragment is not valid YAML"],
  CIG601: ["error", "Output path is not safe"],
  CIG602: ["error", "File was edited by hand"],
  CIG603: ["error", "Files could not be written"],
  CIG604: ["error", "Rendered files are out of date"],
  CIG605: ["error", "File exists and was not written by cig"],
  CIG700: ["error", "This is a bug in cig"],
  CIG701: ["error", "Unknown command"],
  CIG702: ["error", "Unknown option"],
  CIG703: ["error", "Wrong use of a command"],
  CIG704: ["error", "File exists"],
  CIG705: ["error", "Unknown job"],
  CIG706: ["error", "The plan no longer holds"],
  CIG707: ["info", "Nothing was detected"],
  CIG708: ["warning", "This is not the top of the git repository"],
} as const satisfies Record<string, readonly [Level, string]>;

export type Code = keyof typeof codes;

/** Makes a diagnostic of the core with the code's fixed title and level. */
export function diagnose(
  code: Code,
  message: string,
  more: Partial<Pick<Diagnostic, "hint" | "at" | "subject" | "plugin" | "level">> = {},
): Diagnostic {
  const [level, title] = codes[code];
  return { level, code, title, message, ...more };
}
