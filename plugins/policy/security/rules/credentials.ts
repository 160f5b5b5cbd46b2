/** Credentials that are known by their form. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}\b/, "a GitHub token"],
  [/\bglpat-[\w-]{20,}/, "a GitLab token"],
  [/\bnpm_[A-Za-z0-9]{36}\b/, "an npm token"],
  [/\bpypi-AgEIcHlwaS5vcmc[\w-]{20,}/, "a PyPI token"],
  [/\brubygems_[0-9a-f]{48}\b/, "a RubyGems key"],
  [/\bxox[baprs]-[\w-]{10,}/, "a Slack token"],
  [/\bhooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/, "a Slack webhook"],
  [/\bAIza[\w-]{35}\b/, "a Google key"],
  [/\b[sr]k_live_[0-9A-Za-z]{16,}\b/, "a Stripe key"],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "a private key"],
];

/** What the text holds, as "an npm token"; undefined: nothing that is known by its form. */
export function credentialIn(text: string): string | undefined {
  const form = forms.find(([pattern]) => pattern.test(text));
  return form ? form[1] : passwordInAddress(text);
}

/**
 * True for a long random value of a variable that is named like a secret. Words such as "postgres", and values for
 * tests such as "not-a-real-key", are what people write for throw-away services.
 */
export function looksRandom(name: string, value: string): boolean {
  if (!/(?:^|[_-])(?:password|passwd|secret|token|api_?key|private_?key|access_?key)$/i.test(name))
    return false;
  if (value.length < 20 || /[\s$]/.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return !/test|dummy|example|fake|changeme|not-?a|placeholder/i.test(value) && bitsPerCharacter(value) > 3.5;
}

/** A password for a host elsewhere; those for a service beside the job are no secret. */
function passwordInAddress(text: string): string | undefined {
  for (const [, password = "", host = ""] of text.matchAll(
    /\b[a-z][a-z+]*:\/\/[^\s:@/]+:([^\s:@/]+)@([^\s/:@]+)/g,
  )) {
    const isElsewhere =
      host.includes(".") && !/^(?:127\.|0\.0\.0\.0|10\.|.*\.(?:local|internal|test|example))/.test(host);
    if (isElsewhere && !/[$%{]/.test(password)) return "a password in an address";
  }
  return undefined;
}

function bitsPerCharacter(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (bits, count) => bits - (count / value.length) * Math.log2(count / value.length),
    0,
  );
}
