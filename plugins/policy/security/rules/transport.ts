import { everywhere, type Finding, type Rule } from "../rule.ts";
import { entriesOf, lineOf } from "../workflow/scripts.ts";

export const openTransport: Rule = {
  code: "SEC020",
  title: "Certificate is not checked, or nothing is encrypted",
  level: "warning",
  providers: everywhere,
  *find(workflow) {
    for (const { key, node } of entriesOf(workflow))
      if (isOff(key, String(node.value)))
        yield {
          at: node,
          message: unchecked,
          hint: `Take out ${key}; name a certificate of your own instead.`,
        };
    for (const { steps } of workflow.jobs)
      for (const { run } of steps) {
        const off = lineOf(run, trustsAnybody);
        if (run && off !== undefined)
          yield {
            at: { ...run, line: off },
            message: unchecked,
            hint: "Take out the option; name a certificate of your own, such as curl --cacert, instead.",
          };
        const plain = isVerified(String(run?.value)) ? undefined : lineOf(run, getsPlainly);
        if (run && plain !== undefined) yield unencrypted({ ...run, line: plain });
      }
  },
};

const unchecked =
  "Certificates are not checked, so that whoever stands between can send other content and read what is sent.";

function unencrypted(at: Finding["at"]): Finding {
  return {
    at,
    message: "This is downloaded by http, so that whoever stands between can send something else.",
    hint: "Write https://, or compare the file's sha256sum with one in the script.",
  };
}

/** Variables that tell a tool to check no certificate. */
function isOff(name: string, value: string): boolean {
  switch (name.toUpperCase()) {
    case "NODE_TLS_REJECT_UNAUTHORIZED":
    case "PYTHONHTTPSVERIFY":
      return value === "0";
    case "GIT_SSL_NO_VERIFY":
      return value === "1" || value === "true";
    case "NPM_CONFIG_STRICT_SSL":
      return value === "false";
    default:
      return false;
  }
}

/** Certificates of servers on the machine itself are often nobody's, so that only hosts elsewhere count. */
function trustsAnybody(line: string): boolean {
  const bare = withoutStrings(line);
  const [, name = "", value = ""] =
    /(?:^|[\s;&])(?:export\s+)?(NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|GIT_SSL_NO_VERIFY)=["']?(\w+)/.exec(
      line,
    ) ?? [];
  if (isOff(name, value)) return true;
  if (/\bgit\b[^|;&]*\bhttp\.sslVerify[= ]["']?false\b/i.test(line)) return true;
  if (/\b(?:npm|yarn|pnpm)\b[^|;&]*\bstrict-ssl[= ]["']?false\b/.test(line)) return true;
  if (!hostsElsewhere(line, "https?")) return false;
  return (
    /\bcurl\b(?:[^|;&]*\s)(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)(?=\s|$)/.test(bare) ||
    /\bwget\b[^|;&]*\s--no-check-certificate\b/.test(bare)
  );
}

/** True where what comes by http is kept or run; a request that only looks whether a server answers is not meant. */
function getsPlainly(line: string): boolean {
  if (!hostsElsewhere(line, "http") || /\/dev\/null|--spider\b/.test(line)) return false;
  const bare = withoutStrings(line);
  return (
    /(?:^|[\s;&(])wget\s/.test(bare) ||
    /(?:^|[\s;&(])curl\s[^|;&]*\s(?:-[a-zA-Z]*[oO]|--output|--remote-name)(?=\s|$)/.test(bare) ||
    /(?:^|[\s;&(])curl\s[^|;&]*(?:>|\|\s*(?:sudo\s+)?(?:tar|bash|sh|apt-key|gpg)\b)/.test(bare) ||
    /(?:^|[\s;&(])git\s+clone\s/.test(bare) ||
    /(?:^|[\s;&(])(?:pip3?|npm|yarn|pnpm)\s[^|;&]*\s--(?:extra-)?(?:index-url|registry)[= ]/.test(bare)
  );
}

function isVerified(script: string): boolean {
  return /\b(?:sha(?:1|256|512)sum|shasum|cosign|minisign)\b|\bgpgv?\b.*--verify/.test(script);
}

function hostsElsewhere(line: string, scheme: string): boolean {
  const hosts = [...line.matchAll(new RegExp(`\\b${scheme}://(?:[^\\s@/]*@)?([^\\s:/"'?)]+)`, "g"))];
  return hosts.length > 0 && hosts.every(([, host = ""]) => isElsewhere(host.toLowerCase()));
}

function isElsewhere(host: string): boolean {
  return (
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host) &&
    !/^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254|0)\./.test(host) &&
    !/\.(?:local|localhost|internal|test|example|lan|svc)$/.test(host)
  );
}

/** Strings become empty, but for addresses, which are often in quotes. */
function withoutStrings(line: string): string {
  return line.replace(/'[^']*'|"[^"]*"/g, (text) =>
    /^.https?:\/\/[^\s]*$/.test(text) ? text.slice(1, -1) : "x",
  );
}
