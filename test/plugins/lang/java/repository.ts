import { create, DetectRequestSchema, type DetectResponseSchema, type MessageInitShape } from "cig/sdk";
import plugin from "../../../../plugins/lang/java/plugin.ts";

/** What detect says about a repository of these files; `null` stands for a file that is only listed. */
export async function detect(files: Record<string, string | null>) {
  const request = create(DetectRequestSchema, {
    files: Object.entries(files).map(([path, content]) =>
      content === null ? { path, listedOnly: true } : { path, content: new TextEncoder().encode(content) },
    ),
  });
  return answer(await plugin.detect!(request));
}

function answer(response: MessageInitShape<typeof DetectResponseSchema>) {
  const facts = response.facts ?? [];
  return {
    /** Key → value. */
    facts: Object.fromEntries(facts.map((fact) => [fact.key, fact.value])),
    /** Key → "file:line" of each evidence, or the file alone. */
    evidence: Object.fromEntries(
      facts.map((fact) => [
        fact.key,
        (fact.evidence ?? []).map(({ file, line }) => (line ? `${file}:${line}` : file)),
      ]),
    ),
    confidence: Object.fromEntries(facts.map((fact) => [fact.key, fact.confidence])),
    signals: response.signals,
    /** "CODE file:line message" */
    remarks: (response.diagnostics ?? []).map(
      ({ code, location, message }) => `${code} ${location?.file}:${location?.line} ${message}`,
    ),
  };
}
