import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { compileGlobs } from "../../repo/glob.ts";
import { type Context, pluginsWith, type Subject } from "../context.ts";

/**
 * Says that nobody who renders for the provider writes a file of this path, before anybody is asked to. Of plugins that
 * declare no outputs at all nothing is known here.
 */
export function unreadPath(
  context: Pick<Context, "host">,
  provider: string,
  path: string,
  subject: Subject,
): Diagnostic | undefined {
  const plugins = pluginsWith(context, `provider:${provider}`);
  const outputs = [...new Set(plugins.flatMap(({ manifest }) => manifest.outputs))];
  if (outputs.length === 0 || compileGlobs(outputs)(path)) return undefined;
  const title = plugins[0]!.manifest.title ?? provider;
  return diagnose("CIG104", `No file of ${title} has a path such as "${path}".`, {
    hint: `Write a path that fits ${outputs.length > 1 ? "one of these" : "this"}: ${outputs.join(", ")}`,
    subject,
  });
}
