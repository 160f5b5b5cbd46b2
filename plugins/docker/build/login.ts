import type { Text } from "cig/sdk";
import { pins } from "./pins.ts";
import type { StepInit } from "./setup.ts";

/** Logs in to a registry. The password reaches the script through a variable and Docker through its stdin. */
export function logIn(username: Text, password: Text, registry: Text | undefined): StepInit {
  return {
    name: "Log in to the registry",
    kind: {
      case: "toolchain",
      value: {
        tool: "docker-login",
        native: [
          {
            provider: "github",
            ...pins.login,
            with: [
              ...(registry ? [{ name: "registry", value: registry }] : []),
              { name: "username", value: username },
              { name: "password", value: password },
            ],
          },
        ],
        fallbackScript: `set -eu
printf '%s' "$DOCKER_LOGIN_PASSWORD" |
  docker login --username "$DOCKER_LOGIN_USERNAME" --password-stdin \${DOCKER_LOGIN_REGISTRY:+"$DOCKER_LOGIN_REGISTRY"}`,
        fallbackEnv: [
          { name: "DOCKER_LOGIN_USERNAME", value: username },
          { name: "DOCKER_LOGIN_PASSWORD", value: password },
          ...(registry ? [{ name: "DOCKER_LOGIN_REGISTRY", value: registry }] : []),
        ],
      },
    },
  };
}
