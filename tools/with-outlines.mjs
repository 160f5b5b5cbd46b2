// The generated code of the protocol carries descriptors that are decoded at each start. In bundles their outlines,
// which are worked out here, stand in their place.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** An esbuild plugin for bundles of the repository at `root`. */
export async function withOutlines(root) {
  const outlines = await outlinesOf(root);
  const runtime = JSON.stringify(join(root, "proto/outlined-file.ts"));
  return {
    name: "with-outlines",
    setup(build) {
      build.onLoad({ filter: /[\\/]proto[\\/]gen[\\/].*_pb\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, "utf8");
        const outline = JSON.stringify(JSON.stringify(outlines[basename(path, ".ts")]));
        const contents = source.replace(
          /\bfileDesc\("[\w+/=]+"(, \[[\w, ]*\])?\)/,
          (_call, imports = "") => `outlinedFile(${outline}${imports})`,
        );
        if (contents === source) throw new Error(`${path}: there is no descriptor that could be replaced`);
        return { contents: `import { outlinedFile } from ${runtime};\n${contents}`, loader: "ts" };
      });
    },
  };
}

/** By the module's name. */
async function outlinesOf(root) {
  const folder = "proto/gen/cig/plugin/v1";
  const names = readdirSync(join(root, folder)).map((file) => basename(file, ".ts"));
  const lines = names.map((name) => {
    const file = `file_cig_plugin_v1_${name.replace(/_pb$/, "")}`;
    return `import { ${file} } from "./${folder}/${name}.ts";\noutlines[${JSON.stringify(name)}] = outlineOf(${file});`;
  });
  const contents = `import { outlineOf } from "./proto/outline.ts";\nexport const outlines = {};\n${lines.join("\n")}\n`;
  const stdin = { contents, resolveDir: root, sourcefile: "outlines.ts", loader: "ts" };
  const { outputFiles } = await build({ stdin, bundle: true, platform: "node", format: "esm", write: false });
  const { outlines } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
  );
  return outlines;
}
