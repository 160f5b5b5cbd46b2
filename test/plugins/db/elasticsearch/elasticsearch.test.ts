import { text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import elasticsearch from "../../../../plugins/db/elasticsearch/plugin.ts";
import { see } from "../../repository.ts";
import { expansionsOf, factsOf, planned, remarksOf, serviceUse, table, written } from "../../request.ts";

const compose = (image: string) => `services:\n  search:\n    image: ${image}\n`;
const version = (value: string) => [
  { name: "version", value: { case: "text" as const, value: text(value) } },
];

describe("detect", () => {
  it.each([
    ["elasticsearch:8.17.3", "8.17.3", undefined],
    ["docker.elastic.co/elasticsearch/elasticsearch:7.17.10", "7.17.10", undefined],
    ["opensearchproject/opensearch:2.19.1", undefined, "opensearchproject/opensearch:2.19.1"],
  ])("reads the image %s: version %s", async (image, stated, special) => {
    expect((await see(elasticsearch, { "compose.yml": compose(image) })).facts).toMatchObject({
      "service.elasticsearch": "used",
      ...(stated && { "service.elasticsearch.version": stated }),
      ...(special && { "service.elasticsearch.image": special }),
    });
  });

  it.each([
    "kibana:8.17.3",
    "quay.io/prometheuscommunity/elasticsearch-exporter",
    "opensearchproject/opensearch-dashboards:2",
  ])("takes %s for something else", async (image) => {
    expect((await see(elasticsearch, { "compose.yml": compose(image) })).facts).toEqual({});
  });

  it("takes a client for a trial", async () => {
    const seen = await see(elasticsearch, { Gemfile: 'gem "searchkick"' });
    expect(seen.facts).toEqual({ "service.elasticsearch": "used" });
    expect(seen.confidence["service.elasticsearch"]).toBe(0.5);
  });
});

describe("plan", () => {
  const service = async (wish: Parameters<typeof serviceUse>[1], facts: Record<string, string> = {}) => {
    const uses = [serviceUse("elasticsearch", wish)];
    const response = await planned(elasticsearch, { uses, facts: factsOf(facts) });
    return { made: expansionsOf(response)[0]!.services[0]!, remarks: remarksOf(response) };
  };

  it("gives one node without security, and the variables that lead to it", async () => {
    const { made, remarks } = await service({ inputs: version("8.17.3") });
    expect(written(made.image)).toBe("elasticsearch:8.17.3");
    expect(table(made.env)).toEqual({
      ES_JAVA_OPTS: "-Xms512m -Xmx512m",
      "discovery.type": "single-node",
      "xpack.security.enabled": "false",
    });
    expect(table(made.exports)).toEqual({
      ELASTICSEARCH_HOST: "localhost",
      ELASTICSEARCH_PORT: "9200",
      ELASTICSEARCH_URL: "http://localhost:9200",
    });
    expect(remarks).toEqual([]);
  });

  it("takes a line of versions for the newest that is known of it", async () => {
    expect(written((await service({ inputs: version("8") })).made.image)).toBe("elasticsearch:8.19.0");
    expect(written((await service({ axes: ["elasticsearch"] })).made.image)).toBe(
      "elasticsearch:{{ matrix.elasticsearch }}",
    );
  });

  it("starts OpenSearch as it wants to be started", async () => {
    const image = "opensearchproject/opensearch:2.19.1";
    const { made } = await service({}, { "service.elasticsearch.image": image });
    expect(written(made.image)).toBe(image);
    expect(table(made.env)).toMatchObject({ DISABLE_SECURITY_PLUGIN: "true" });
  });

  it("says which version jobs get when the repository states none", async () => {
    expect((await service({})).remarks).toEqual(["INFO ES201 jobs.test.services"]);
  });
});
