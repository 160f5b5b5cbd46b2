import { definePlugin, pinSource } from "cig/sdk";
import { digestOf } from "./digest.ts";
import { imageOf } from "./image.ts";

export default definePlugin({
  name: "pins/registry",
  version: "1.0.0",
  capabilities: ["pins:image"],
  pins: pinSource(async ({ name }, lookup) => [
    { version: "", digest: await digestOf(imageOf(name), lookup) },
  ]),
});
