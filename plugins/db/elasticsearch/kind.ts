import type { ImageName, ServiceKind } from "cig/sdk";

/** What gives Elasticsearch away, or OpenSearch, which stands in for it. */
export const elasticsearch: ServiceKind = {
  name: "elasticsearch",
  title: "Elasticsearch",
  tools: ["elasticsearch"],
  codes: "ES",
  packages: {},
  // Tests stub the search, or are left out without a server, more often than not.
  weakPackages: {
    ruby: [
      "chewy",
      "elasticsearch",
      "elasticsearch-model",
      "elasticsearch-rails",
      "opensearch-ruby",
      "searchkick",
    ],
    node: ["@elastic/elasticsearch", "@opensearch-project/opensearch"],
    python: ["django-elasticsearch-dsl", "elasticsearch", "elasticsearch-dsl", "opensearch-py"],
    go: [
      "github.com/elastic/go-elasticsearch",
      "github.com/olivere/elastic",
      "github.com/opensearch-project/opensearch-go",
    ],
    elixir: ["elasticsearch", "snap"],
  },
  readImage,
};

function readImage({
  repository,
  base,
  tag,
}: ImageName): { version?: string; isSpecial?: boolean } | undefined {
  const isOther = base === "opensearch";
  if (base !== "elasticsearch" && base !== "elasticsearch-oss" && !isOther) return undefined;
  const isPlain = ["elasticsearch", "elasticsearch/elasticsearch", "bitnami/elasticsearch"].includes(
    repository,
  );
  const version = isOther ? undefined : /^v?(\d+(?:\.\d+){0,2})(?:$|-|_)/.exec(tag ?? "")?.[1];
  return {
    ...(version !== undefined && Number(version.split(".")[0]) < 30 && { version }),
    ...(!isPlain && tag !== undefined && { isSpecial: true }),
  };
}
