import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ran, write } from "../execution/world.ts";
import type { Adapter } from "./adapter.ts";
import { openPlace, type Place } from "./place.ts";
import { everything, type Scenario, type Turn } from "./scenarios/scenario.ts";

/** Plays scenarios on a provider, each from where everything has passed once on main. */
export function playScenarios(adapter: Adapter, scenarios: readonly Scenario[]): void {
  describe(`on ${adapter.provider}`, () => {
    const place = openPlace(adapter);
    let first: Ran;
    beforeAll(() => {
      first = place.run();
      place.save();
      return () => place.remove();
    }, 120_000);

    it("everything runs at first, and the gate is content", () => {
      expect([...first.trace].sort(), toldBy(first)).toEqual(everything);
      expect(first.jobs.gate).toBe("success");
    });

    it.for(scenarios)("$title", { timeout: 120_000 }, ({ turns, variants }) => {
      place.goBack();
      for (const turn of variants?.[adapter.provider]?.turns ?? turns) {
        const ran = play(place, turn);
        const told = toldBy(ran);
        expect([...ran.trace].sort(), told).toEqual(turn.ran);
        expect(ran.jobs.gate, told).toBe(turn.gate);
        for (const words of turn.says ?? []) expect(told).toMatch(words);
      }
    });
  });
}

function play(place: Place, turn: Turn): Ran {
  const { branch, change, message, fault } = turn;
  if (branch !== undefined) place.branch(branch);
  if (change) place.commit(edited(place, change), message);
  const markers = fault ? place.adapter.markers(place.store) : [];
  switch (fault) {
    case "the store is down":
      place.adapter.breakStore(place.store);
      break;
    case "markers are damaged":
      expect(markers).not.toEqual([]);
      for (const file of markers) writeFileSync(file, readFileSync(file, "utf8").slice(0, -20));
      break;
    case "markers are another's":
      expect(markers).not.toEqual([]);
      for (const file of markers)
        writeFileSync(file, readFileSync(file, "utf8").replaceAll('"job":"', '"job":"other-'));
      break;
    case "what is left is refused":
      write(join(place.store, "refuses"), "");
      break;
    case undefined:
  }
  return place.run(turn);
}

/** cig.toml is changed by a line at its end. */
function edited(place: Place, change: NonNullable<Turn["change"]>): NonNullable<Turn["change"]> {
  const toml = change["cig.toml"];
  if (typeof toml !== "string") return change;
  return { ...change, "cig.toml": readFileSync(join(place.origin, "cig.toml"), "utf8") + toml };
}

function toldBy(ran: Ran): string {
  return Object.entries(ran.said)
    .map(([job, said]) => `=== ${job}: ${ran.jobs[job]}\n${said}`)
    .join("\n");
}
