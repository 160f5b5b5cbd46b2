/** The Authorization header that the granted variables make; undefined without any. */
export function credentialsOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { CIG_STORE_TOKEN: token, CIG_STORE_USER: user, CIG_STORE_PASSWORD: password } = environment;
  if (token) return `Bearer ${headerText(token, "CIG_STORE_TOKEN")}`;
  if (user || password) return `Basic ${Buffer.from(`${user ?? ""}:${password ?? ""}`).toString("base64")}`;
  return undefined;
}

/** The message of the library would show the secret. */
function headerText(text: string, name: string): string {
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new Error(`cannot send ${name}: it has a blank, a line end or another character that no token has`);
}
