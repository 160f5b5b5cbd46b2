import { literalOf, type Use } from "cig/sdk";
import { pushTimes } from "./push-condition.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import type { BuildWish } from "./wish.ts";

/** What cannot work, or should not be. */
export function checkWish(use: Use, wish: BuildWish): Remark[] {
  const remarks: Remark[] = [];
  if (wish.push && wish.tags.length === 0)
    remarks.push(
      remarkOn(
        "DOCKER201",
        use,
        `"${use.job}" pushes an image that has no name, so no registry would know it.`,
        'Add a tag: with = { push = true, tag = "ghcr.io/acme/app:{{ git.sha }}" }.',
      ),
    );
  if (wish.load && wish.platforms.length > 1)
    remarks.push(
      remarkOn(
        "DOCKER202",
        use,
        `"${use.job}" loads an image of ${wish.platforms.length} platforms into Docker, which holds one.`,
        "Build one platform, or leave load out.",
      ),
    );
  if ((wish.username === undefined) !== (wish.password === undefined))
    remarks.push(
      remarkOn(
        "DOCKER203",
        use,
        `"${use.job}" gives ${wish.username ? "a username without a password" : "a password without a username"}.`,
        'Give both: username = "…", password = "{{ secrets.REGISTRY_TOKEN }}".',
      ),
    );
  if (wish.password && literalOf(wish.password) !== undefined)
    remarks.push(
      remarkOn(
        "DOCKER204",
        use,
        `The registry password of "${use.job}" is written out, so everybody who can read the repository has it.`,
        'Change that password, keep the new one as a secret, and write password = "{{ secrets.REGISTRY_TOKEN }}".',
      ),
    );
  if (wish.username && wish.password && !wish.push)
    remarks.push(
      remarkOn(
        "DOCKER205",
        use,
        `"${use.job}" has a username and a password for a registry and pushes nothing, so it does not log in.`,
        "Remove them, or set push = true.",
      ),
    );
  for (const { value } of [...wish.buildArgs, ...wish.labels, ...wish.secrets].filter(
    ({ name }) => name === "",
  ))
    remarks.push(
      remarkOn(
        "DOCKER208",
        use,
        `"${(literalOf(value) ?? "{{ … }}").slice(0, 60)}" of "${use.job}" names nothing that it is the value of.`,
        'Write "NAME=VALUE", such as build_arg = "REVISION={{ git.sha }}".',
      ),
    );
  const open = wish.secrets.filter(({ name, value }) => name !== "" && literalOf(value) !== undefined);
  for (const { name } of open)
    remarks.push(
      remarkOn(
        "DOCKER206",
        use,
        `The secret "${name}" of "${use.job}" is written out, so everybody who can read the repository has it.`,
        `Change it, keep the new one as a secret, and write secrets = "${name}={{ secrets.NAME }}". What is no secret goes into build_args.`,
      ),
    );
  const { pushWhen } = wish;
  if (pushWhen !== undefined && !(wish.push && pushTimes.some((time) => time === pushWhen)))
    remarks.push(
      remarkOn(
        "DOCKER207",
        use,
        wish.push
          ? `push_when is "${pushWhen.slice(0, 60)}", which says no time, so that "${use.job}" would push in each run.`
          : `push_when says when "${use.job}" pushes, and it does not push.`,
        `Write push = true and push_when = ${pushTimes.map((time) => `"${time}"`).join(" or ")}.`,
      ),
    );
  return remarks;
}
