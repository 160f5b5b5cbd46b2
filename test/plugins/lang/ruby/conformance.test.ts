import { testConformance } from "cig/sdk/testing";
import { it } from "vitest";
import ruby from "../../../../plugins/lang/ruby/plugin.ts";
import { filesOf } from "../../repository.ts";
import { factsOf, packageUse } from "../../request.ts";

const files = filesOf({
  ".tool-versions": "ruby 3.2.0\n",
  ".rspec": null,
  "api/.ruby-version": "3.3.0\n",
  "api/Gemfile": 'ruby "3.3.1"\ngem "rspec"\n',
  Gemfile: 'ruby "~> 3.3"\ngem "rspec"\n',
  "Gemfile.lock": "BUNDLED WITH\n   2.5.22\n",
  "mise.toml": "[tools\n",
});
const uses = ["a", "b"].map((job) => packageUse("ruby", { id: `${job}/packages/ruby`, job }));

testConformance(it, ruby, "plugins/lang/ruby/module.toml", [
  { hook: "detect", request: { files } },
  {
    hook: "plan",
    request: { uses, facts: factsOf({ "ruby.root": ". <- Gemfile", "ruby.version.constraint": "~> 3.4" }) },
  },
]);
