/** Every action that this plugin asks for, at the commits of the upstream tags. */
export const pins = {
  build: {
    uses: "docker/build-push-action",
    pin: "53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
    version: "v7.3.0",
  },
  buildx: {
    uses: "docker/setup-buildx-action",
    pin: "37fe631027851001ddb9b187196cc803df7f5f0e",
    version: "v4.3.0",
  },
  login: { uses: "docker/login-action", pin: "4907a6ddec9925e35a0a9e82d7399ccc52663121", version: "v4.1.0" },
  qemu: {
    uses: "docker/setup-qemu-action",
    pin: "96fe6ef7f33517b61c61be40b68a1882f3264fb8",
    version: "v4.2.0",
  },
} as const;
