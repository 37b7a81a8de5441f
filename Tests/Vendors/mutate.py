"""Shows that the loaders are strict: an unknown key at any place of an export must be refused.

    python mutate.py DIRECTORY --group main|adk|vapi [--design buyer]

Places where a vendor takes any key (schemas, metadata, headers ...) are left out by name.
"""

import argparse
import copy
import json
import sys
import tempfile
from pathlib import Path

import yaml

import load

# Maps with names of one's own.
FREE = {
    "parameters", "input_schema", "inputSchema", "metadata", "properties", "headers", "paths",
    "_meta", "request_headers", "path_params_schema", "query_params", "securitySchemes", "schemes",
    "completion_params", "structured_output", "inputs", "outputs", "connections", "components",
    "responses", "schema",
}
# Files that are no JSON or YAML document, or are checked by hand only.
SKIP = {"openai_agents", "langgraph", "google_adk", "paygent", "generic"}


def places(value, path=()):
    if isinstance(value, dict):
        yield path
        for name, inner in value.items():
            # A RemoteTool's `data` is the body it sends.
            if name not in FREE and not (name == "data" and "http_method" in value):
                yield from places(inner, path + (name,))
    elif isinstance(value, list):
        # One of a kind is enough.
        for index, inner in list(enumerate(value))[:1]:
            yield from places(inner, path + (index,))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--group", choices=load.GROUPS, default="main")
    parser.add_argument("--design", default="buyer")
    parser.add_argument("--platform")
    options = parser.parse_args()
    accepted, count = [], 0
    for platform, reference in load.GROUPS[options.group].items():
        if platform in SKIP or (options.platform and platform != options.platform):
            continue
        (file,) = [f for f in (options.directory / options.design).glob(platform + ".*")
                   if not f.name.endswith(".prompt.txt")]
        document = yaml.safe_load(file.read_text())
        for path in places(document):
            changed = copy.deepcopy(document)
            at(changed, path)["zz_unknown"] = 1
            target = Path(tempfile.mkdtemp()) / file.name
            dump = json.dumps if file.suffix == ".json" else yaml.safe_dump
            target.write_text(dump(changed))
            count += 1
            try:
                load.loader(reference)(target)
            except Exception:
                continue
            accepted.append(f"{platform}: {'.'.join(map(str, path)) or 'the top'}")
    for line in accepted:
        print("accepted " + line)
    print(f"{options.group}: {count - len(accepted)} of {count} unknown keys refused")
    sys.exit(1 if accepted else 0)


if __name__ == "__main__":
    main()
