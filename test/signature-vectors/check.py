"""Computes the vectors of docs/signatures.md again, from its text alone, and compares: a second implementation."""
import hashlib
import json
import struct
import sys


def number(value):
    return struct.pack(">Q", value)


def raw(value):
    return number(len(value)) + value


def text(value):
    return raw(value.encode("utf-8", "surrogatepass"))


def listed(items):
    return number(len(items)) + b"".join(items)


def sha256(value):
    return hashlib.sha256(value).hexdigest()


def code_units(value):
    return value.encode("utf-16-be", "surrogatepass")


def env(vector):
    entries = sorted(vector["env"].items(), key=lambda entry: code_units(entry[0]))
    items = [text(name) + listed([] if value is None else [text(value)]) for name, value in entries]
    return sha256(text("env") + listed(items))


def versions(vector):
    entries = sorted(vector["versions"], key=lambda entry: (code_units(entry[0]), code_units(entry[1])))
    return sha256(text("versions") + listed([text(name) + text(version) for name, version in entries]))


def upstream(vector):
    entries = sorted(bytes.fromhex(one) for one in vector["signatures"])
    return sha256(text("upstream") + listed([raw(one) for one in entries]))


def definition(vector):
    digests = raw(bytes.fromhex(vector["job"])) + raw(bytes.fromhex(vector["values"]))
    patterns = [listed([text(one) for one in vector[name]]) for name in ("files", "inputs")]
    return sha256(text("definition") + digests + b"".join(patterns))


def files(vector):
    if vector["digest"] is None:
        return sha256(text("none asked"))
    if vector["count"] == 0:
        return sha256(text("no files") + text(vector["job"]))
    return sha256(text("files") + raw(bytes.fromhex(vector["digest"])))


def signature(vector):
    order = ["files", "inputs", "env", "definition", "versions", "upstream"]
    components = b"".join(text(name) + raw(bytes.fromhex(vector["components"][name])) for name in order)
    return sha256(text("cig.signature") + text("2") + components)


def encoded(vector):
    units = b"".join(struct.pack(">H", unit) for unit in vector["units"])
    return text(units.decode("utf-16-be", "surrogatepass")).hex()


rules = [
    ("text", encoded, "encoded"),
    ("env", env, "digest"),
    ("versions", versions, "digest"),
    ("upstream", upstream, "digest"),
    ("definition", definition, "digest"),
    ("files", files, "component"),
    ("signature", signature, "signature"),
]

with open(sys.argv[1], encoding="utf-8") as file:
    vectors = json.load(file)
wrong = [(name, one) for name, compute, key in rules for one in vectors[name] if compute(one) != one[key]]
for name, one in wrong:
    print(f"{name}: {one}", file=sys.stderr)
print(f"{sum(len(vectors[name]) for name, _, _ in rules)} vectors of signatures, {len(wrong)} differ")
sys.exit(1 if wrong else 0)
