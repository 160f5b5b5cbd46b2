/**
 * What a plugin may ask for beyond its messages, and what cig.toml grants it: "network:https://s3.example.com:9000",
 * "network:https://*.example.com", "environment:AWS_*". An asterisk stands at the beginning of a host or at the end of
 * a variable's name.
 */
export function isGrant(text: string): boolean {
  return networkOf(text) !== undefined || variableOf(text) !== undefined;
}

/** True when a grant is within what was asked for: "environment:AWS_PROFILE" in "environment:AWS_*". */
export function isWithin(grant: string, asked: string): boolean {
  const variable = variableOf(grant);
  const askedVariable = variableOf(asked);
  if (variable !== undefined) return askedVariable !== undefined && startsLike(variable, askedVariable);
  const network = networkOf(grant);
  const askedNetwork = networkOf(asked);
  if (!network || !askedNetwork || network.scheme !== askedNetwork.scheme) return false;
  const isSamePort = askedNetwork.host === "*" || network.port === askedNetwork.port;
  return isSamePort && endsLike(network.host, askedNetwork.host);
}

/** True when a grant lets a plugin talk to the host of this address: scheme, host and port must be those granted. */
export function coversAddress(grant: string, address: string): boolean {
  const network = networkOf(grant);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!network || !url || url.protocol !== `${network.scheme}:`) return false;
  return portOf(url) === network.port && endsLike(url.hostname, network.host);
}

/** True when a grant passes this variable on. */
export function coversVariable(grant: string, name: string): boolean {
  const variable = variableOf(grant);
  return variable !== undefined && !name.includes("*") && startsLike(name, variable);
}

interface Network {
  readonly scheme: string;
  /** "*", "*.example.com" or "example.com", as an address has it. */
  readonly host: string;
  readonly port: string;
}

function networkOf(text: string): Network | undefined {
  const [, scheme, star, rest] = /^network:(https?):\/\/(\*(?:\.(?=[^.]))?)?([^/?#@\s*]*)$/.exec(text) ?? [];
  if (scheme === undefined || (star === undefined && rest === "")) return undefined;
  if (star === "*") return rest === "" ? { scheme, host: "*", port: defaultPort(scheme) } : undefined;
  // The parser of addresses decides how a host is written: lower case, punycode, no superfluous port.
  if (!URL.canParse(`${scheme}://${rest}`)) return undefined;
  const url = new URL(`${scheme}://${rest}`);
  return { scheme, host: `${star ?? ""}${url.hostname}`, port: portOf(url) };
}

function portOf({ port, protocol }: URL): string {
  return port || defaultPort(protocol.replace(":", ""));
}

function defaultPort(scheme: string): string {
  return scheme === "http" ? "80" : "443";
}

function endsLike(host: string, pattern: string): boolean {
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** "AWS_*" or "AWS_REGION"; all variables at once cannot be had. */
function variableOf(text: string): string | undefined {
  return /^environment:([A-Za-z_][A-Za-z0-9_]*\*?)$/.exec(text)?.[1];
}

function startsLike(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
