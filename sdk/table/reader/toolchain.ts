/** Tools by what people see of a step that sets them up, in small letters. */
const shown: Readonly<Record<string, string>> = {
  ".net": "dotnet",
  "node.js": "node",
  uv: "python",
  "docker buildx": "docker",
  "emulation of other processors": "qemu",
};

/** Tools by a variable that only their scripts get. */
const markers: readonly (readonly [RegExp, string])[] = [
  [/^DOCKER_BUILD_/, "docker-build"],
  [/^DOCKER_LOGIN_/, "docker-login"],
];

/**
 * What a script of a plugin sets up: known by TOOLCHAIN_VERSION, which every such script gets and nobody else.
 * Undefined for a script of the author's.
 */
export function toolchainOf(
  name: string,
  env: Readonly<Record<string, string>>,
): { readonly kind: "toolchain"; readonly tool: string; readonly version: string } | undefined {
  if (env.TOOLCHAIN_VERSION === undefined) return undefined;
  const names = Object.keys(env);
  const marked = markers.find(([pattern]) => names.some((each) => pattern.test(each)))?.[1];
  return { kind: "toolchain", tool: marked ?? toolShown(name), version: env.TOOLCHAIN_VERSION };
}

/** "Set up Node.js" is node. */
export function toolShown(name: string): string {
  const tool = name.replace(/^.*\bset up /i, "").toLowerCase();
  return Object.hasOwn(shown, tool) ? shown[tool]! : tool;
}
