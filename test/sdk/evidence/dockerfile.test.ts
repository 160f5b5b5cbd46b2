import { baseImages } from "cig/sdk";
import { describe, expect, it } from "vitest";

const images = (source: string) =>
  baseImages(source).map(({ repository, tag, line }) => `${repository}:${tag ?? "?"} in line ${line}`);

describe("the images of a Dockerfile", () => {
  it("are those after FROM, without the file's own stages", () => {
    const source = [
      "# FROM php:5.6",
      "FROM --platform=linux/amd64 composer:2 AS deps",
      "RUN composer install",
      "from docker.io/library/php:8.3-fpm as app",
      "FROM app",
      "FROM deps AS last",
    ];
    expect(images(source.join("\n"))).toEqual(["composer:2 in line 2", "php:8.3-fpm in line 4"]);
  });

  it("have the defaults of ARG, and no tag where a variable is left open", () => {
    const source = [
      'ARG PHP="8.2"',
      "ARG OTP",
      "FROM php:${PHP}-cli AS a",
      "FROM php:$PHP",
      "FROM hexpm/elixir:1.17-erlang-${OTP}",
    ];
    expect(images(source.join("\n"))).toEqual([
      "php:8.2-cli in line 3",
      "php:8.2 in line 4",
      "hexpm/elixir:? in line 5",
    ]);
  });
});
