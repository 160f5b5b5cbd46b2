import { literalOf, named, type ServerKind, text, textInput } from "cig/sdk";
import { elasticsearch } from "./kind.ts";

/** Elasticsearch beside a job, one node without security: ELASTICSEARCH_URL, _HOST and _PORT for its steps. */
export const elasticsearchServer: ServerKind = {
  kind: elasticsearch,
  plugin: "db/elasticsearch",
  image: "elasticsearch",
  defaultVersion: "8.19.0",
  tagOf: (version) => newest[version],
  port: 9200,
  otherImage: {
    title: "The repository uses another server than Elasticsearch",
    gets: "the official image of Elasticsearch",
  },
  make({ use, image, host, port }) {
    const memory = textInput(use, "memory") ?? text("512m");
    const isOpenSearch = /(^|\/)opensearch(:|@|$)/.test(literalOf(image) ?? "");
    return {
      env: isOpenSearch
        ? [
            named("DISABLE_SECURITY_PLUGIN", "true"),
            named("OPENSEARCH_JAVA_OPTS", "-Xms", memory, " -Xmx", memory),
            named("discovery.type", "single-node"),
          ]
        : [
            named("ES_JAVA_OPTS", "-Xms", memory, " -Xmx", memory),
            named("discovery.type", "single-node"),
            named("xpack.security.enabled", "false"),
          ],
      ready: "curl -fs 'http://localhost:9200/_cluster/health?wait_for_status=yellow&timeout=3s'",
      retries: 24,
      exports: [
        named("ELASTICSEARCH_HOST", host),
        named("ELASTICSEARCH_PORT", port),
        named("ELASTICSEARCH_URL", `http://${host}:${port}`),
      ],
    };
  },
};

/** The official image has no tags for lines of versions: the newest of each that was known on 2026-11-30. */
const newest: Readonly<Record<string, string>> = { 7: "7.17.29", 8: "8.19.0", 9: "9.2.0" };
