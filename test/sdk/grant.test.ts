import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coversAddress, coversVariable, isGrant, isWithin } from "../../sdk/grant.ts";

describe("a grant", () => {
  it.each([
    ["network:https://s3.eu-central-1.amazonaws.com", true],
    ["network:https://s3.example.com:9000", true],
    ["network:http://127.0.0.1:9000", true],
    ["network:http://[::1]:9000", true],
    ["network:https://*.example.com", true],
    ["network:https://*", true],
    ["environment:AWS_*", true],
    ["environment:TOKEN", true],
    ["environment:*", false],
    ["environment:AWS_*_KEY", false],
    ["environment:", false],
    ["environment:A=B", false],
    ["network:*", false],
    ["network:https", false],
    ["network:https://", false],
    ["network:ftp://example.com", false],
    ["network:https://example.com/path", false],
    ["network:https://me@example.com", false],
    ["network:https://s3.*.amazonaws.com", false],
    ["network:https://*example.com", false],
    ["network:https://*:9000", false],
    ["network:https://*..com", false],
    ["network:https://exa mple.com", false],
    ["AWS_*", false],
    ["", false],
  ])("%s: %s", (text, is) => {
    expect(isGrant(text)).toBe(is);
  });

  it.each([
    ["network:https://s3.example.com", "https://s3.example.com/bucket/key?x#y", true],
    ["network:https://s3.example.com", "https://S3.EXAMPLE.com:443/", true],
    ["network:https://s3.example.com", "http://s3.example.com/", false],
    ["network:https://s3.example.com", "https://s3.example.com:444/", false],
    ["network:https://s3.example.com", "https://s3.example.com.evil.org/", false],
    ["network:https://s3.example.com", "https://evil.org/?s3.example.com", false],
    ["network:https://s3.example.com", "https://s3.example.com@evil.org/", false],
    ["network:https://s3.example.com", "https://s3.example.com./", false],
    ["network:https://*.example.com", "https://a.b.example.com/", true],
    ["network:https://*.example.com", "https://example.com/", false],
    ["network:https://*.example.com", "https://evilexample.com/", false],
    ["network:https://*", "https://anything.org/", true],
    ["network:https://*", "https://anything.org:8443/", false],
    ["network:http://127.0.0.1:9000", "http://127.0.0.1:9000", true],
    ["network:http://127.0.0.1:9000", "http://2130706433:9000", true],
    ["network:http://127.0.0.1:9000", "http://127.0.0.1:9001", false],
    ["network:https://müller.de", "https://xn--mller-kva.de/", true],
    ["network:https://s3.example.com", "no address", false],
    ["environment:AWS_*", "https://s3.example.com", false],
  ])("%s and the address %s: %s", (grant, address, covers) => {
    expect(coversAddress(grant, address)).toBe(covers);
  });

  it.each([
    ["environment:AWS_*", "AWS_REGION", true],
    ["environment:AWS_*", "AWS_", true],
    ["environment:AWS_*", "aws_region", false],
    ["environment:AWS_*", "MY_AWS_REGION", false],
    ["environment:TOKEN", "TOKEN", true],
    ["environment:TOKEN", "TOKEN_2", false],
    ["network:https://*", "TOKEN", false],
  ])("%s and the variable %s: %s", (grant, name, covers) => {
    expect(coversVariable(grant, name)).toBe(covers);
  });

  it.each([
    ["environment:AWS_PROFILE", "environment:AWS_*", true],
    ["environment:AWS_S3_*", "environment:AWS_*", true],
    ["environment:AWS_*", "environment:AWS_PROFILE", false],
    ["environment:A*", "environment:AWS_*", false],
    ["network:https://s3.example.com:9000", "network:https://*", true],
    ["network:https://*.example.com", "network:https://*", true],
    ["network:http://s3.example.com", "network:https://*", false],
    ["network:https://*", "network:https://*.example.com", false],
    ["network:https://a.example.com", "network:https://*.example.com", true],
    ["network:https://a.example.com:99", "network:https://*.example.com", false],
    ["network:https://s3.example.com", "environment:AWS_*", false],
  ])("%s within %s: %s", (grant, asked, within) => {
    expect(isWithin(grant, asked)).toBe(within);
  });

  it("covers no address whose host is not written in it, unless it has an asterisk", () => {
    const host = fc.domain();
    fc.assert(
      fc.property(host, host, (granted, asked) => {
        expect(coversAddress(`network:https://${granted}`, `https://${asked}/`)).toBe(
          new URL(`https://${granted}`).host === new URL(`https://${asked}`).host,
        );
      }),
    );
  });
});
