import { type Fault, rule } from "../strict.ts";
import { text } from "../text.ts";

/** A module of a plugin, with the versions that fit. */
export const moduleName = text('a module, such as "lang/ruby@~1.2"').check(rule(faultsOfModule));

function faultsOfModule(source: string): Fault[] {
  if (source.includes("{{"))
    return [
      { message: "The name of a module must be known before the run.", hint: "Write it out, without {{ }}." },
    ];
  if (/^(?:[A-Za-z0-9.-]+\.[A-Za-z]+\/)?[A-Za-z0-9][\w.-]*(?:\/[\w.-]+)+(?:@\S.*)?$/.test(source)) return [];
  return [
    {
      message: `"${source}" does not name a module.`,
      hint: 'Write kind/name with the versions that fit, such as "lang/ruby@~1.2".',
    },
  ];
}
