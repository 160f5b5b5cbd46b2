/** `env` of a pipeline: what a build has, and what `environment` and `withEnv` add for a while. */
class Env {
  final Map<String, String> own
  final List<Map<String, String>> added = []

  Env(Map<String, String> own) {
    this.own = new LinkedHashMap(own)
  }

  @Override
  Object getProperty(String name) {
    if (name == 'own' || name == 'added') {
      return this.@"$name"
    }
    value(name)
  }

  @Override
  void setProperty(String name, Object value) {
    this.@own[name] = value as String
  }

  String value(String name) {
    for (map in this.@added.reverse()) {
      if (map.containsKey(name)) {
        return map[name]
      }
    }
    this.@own[name]
  }

  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap(this.@own)
    this.@added.each { all.putAll(it) }
    all
  }

  /** With variables for as long as the closure runs. */
  Object with(Map<String, String> more, Closure body) {
    this.@added << more
    try {
      body()
    } finally {
      this.@added.remove(this.@added.size() - 1)
    }
  }

  /** As Jenkins reads an entry of `withEnv`: `$NAME` is replaced, `$$` is a dollar sign. */
  Map<String, String> expanded(List<String> entries) {
    Map<String, String> result = [:]
    for (entry in entries) {
      int end = entry.indexOf('=')
      String text = entry.substring(end + 1)
      StringBuffer value = new StringBuffer()
      def matcher = text =~ /\$([A-Za-z0-9_]+|\{[A-Za-z0-9_.]+\}|\$)/
      while (matcher.find()) {
        String key = matcher.group(1)
        String known = key == '$' ? '$' : value(key.replaceAll('[{}]', ''))
        matcher.appendReplacement(value, java.util.regex.Matcher.quoteReplacement(known == null ? matcher.group() : known))
      }
      matcher.appendTail(value)
      result[entry.substring(0, end)] = value.toString()
    }
    result
  }
}
