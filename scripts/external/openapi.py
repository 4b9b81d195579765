"""Judges an OpenAPI 3.1 document: valid by the specification, operation ids used once, an answer for every operation,
and every example valid by the schema beside it. Prints what is wrong and ends with status 1."""
import collections
import json
import sys

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


def operations(document):
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def wrong_operations(document):
    ids = collections.Counter(operation.get("operationId") for _, operation in operations(document))
    for place, operation in operations(document):
        name = operation.get("operationId")
        if not name:
            yield f"{place}: no operationId"
        elif ids[name] > 1:
            yield f"{place}: operationId {name} is used {ids[name]} times"
        if not any(str(status).startswith("2") for status in operation.get("responses", {})):
            yield f"{place}: no response of success"


def pointer(parts):
    return "#/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def exampled(node, parts=()):
    """Every object that has both a schema and an example, and every schema with examples: (schema pointer, example)."""
    if isinstance(node, dict):
        if "schema" in node and "example" in node:
            yield pointer((*parts, "schema")), node["example"]
        if len(parts) == 3 and parts[:2] == ("components", "schemas"):
            for example in node.get("examples", []):
                yield pointer(parts), example
        for key, child in node.items():
            if key not in ("example", "examples"):
                yield from exampled(child, (*parts, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from exampled(child, (*parts, index))


def wrong_examples(document):
    home = "urn:martlet:openapi"
    registry = Registry().with_resource(home, Resource.from_contents(document, default_specification=DRAFT202012))
    for place, example in exampled(document):
        validator = Draft202012Validator({"$ref": home + place}, registry=registry)
        for error in validator.iter_errors(example):
            yield f"{place}: its example breaks the schema at {error.json_path}: {error.message}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    wrong = []
    if not str(document.get("openapi", "")).startswith("3.1."):
        wrong.append(f"openapi is {document.get('openapi')!r}, not 3.1.x")
    wrong += [f"{error.json_path}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]
    wrong += wrong_operations(document)
    if not wrong:
        wrong += wrong_examples(document)
    count = sum(1 for _ in operations(document))
    if count == 0:
        wrong.append("no operation at all")
    for line in wrong[:100]:
        print(line[:600])
    examples = sum(1 for _ in exampled(document))
    print(f"{count} operations, {examples} examples, {len(wrong)} things wrong")
    sys.exit(1 if wrong else 0)


main()
