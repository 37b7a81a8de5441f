"""MCP, A2A, OpenAPI, n8n, and the files for people."""

import json
import re
import zipfile

import yaml

from strict import expect, members, round_trips


def mcp(path):
    from mcp.shared.tool_name_validation import validate_tool_name
    from mcp.types import ListToolsResult
    import jsonschema

    data = json.loads(path.read_text())
    round_trips(ListToolsResult.model_validate(data), data)
    for tool in data["tools"]:
        expect(validate_tool_name(tool["name"]).is_valid, f"bad tool name {tool['name']!r}")
        jsonschema.Draft202012Validator.check_schema(tool["inputSchema"])
    return data["_meta"]["paygent/instructions"]


def mcp_config(path):
    data = json.loads(path.read_text())
    members(data, "mcpServers", "mcp.json")
    (server,) = data["mcpServers"].values()
    expect(set(server) == {"type", "url", "headers"}, "not an HTTP server")
    for value in server["headers"].values():
        expect(re.fullmatch(r"\${[A-Z_]+}", value), "a header that is no reference")
    return None


def a2a(path):
    from a2a.types import AgentCard
    from a2a.utils.proto_utils import validate_proto_required_fields
    from google.protobuf.json_format import Parse

    card = Parse(path.read_text(), AgentCard(), ignore_unknown_fields=False)
    validate_proto_required_fields(card)
    return None


def openapi(path):
    from openapi_spec_validator import OpenAPIV31SpecValidator, validate

    document = json.loads(path.read_text())
    validate(document, cls=OpenAPIV31SpecValidator)
    ids = [o["operationId"] for item in document["paths"].values()
           for name, o in item.items() if name != "servers"]
    expect(len(ids) == len(set(ids)), "an operationId occurs twice")
    return None


N8N_NODE = {"id", "name", "type", "typeVersion", "position", "parameters"}


def n8n(path):
    """n8n has no SDK: its public API's closed schema, by hand."""
    flow = json.loads(path.read_text())
    expect(set(flow) == {"name", "nodes", "connections", "settings"}, "unknown members")
    members(flow["settings"], "executionOrder timezone errorWorkflow executionTimeout", "settings")
    names = [node["name"] for node in flow["nodes"]]
    expect(len(names) == len(set(names)), "two nodes of one name")
    for node in flow["nodes"]:
        expect(set(node) == N8N_NODE, f"{node['name']}: not a node")
        expect("credentials" not in node, "a credential of nobody's")
    for source, kinds in flow["connections"].items():
        expect(source in names, f"a link from nowhere: {source}")
        for lists in kinds.values():
            for link in (link for group in lists for link in group):
                expect(link["node"] in names, f"a link to nowhere: {link['node']}")
    agent = next(n for n in flow["nodes"] if n["type"].endswith(".agent"))
    prompt = agent["parameters"]["options"]["systemMessage"]
    expect(not prompt.startswith("=") and "{{" not in prompt, "the prompt is an expression")
    return prompt


def generic(path):
    return json.loads(path.read_text())["system_prompt"]


def paygent(path):
    text = path.read_text()
    expect(text.startswith("---\npaygent: 1\n"), "no head")
    manifest = json.loads(text[text.rindex("```json\n") + 8:].rstrip()[:-3])
    return manifest["prompt"]


def package(folder):
    """JSON and YAML say the same; the archive opens and holds every file."""
    document = json.loads((folder / "package.json").read_text())
    expect(yaml.safe_load((folder / "package.yaml").read_text()) == document,
           "package.yaml and package.json differ")
    with zipfile.ZipFile(folder / "package.zip") as archive:
        expect(archive.testzip() is None, "the archive is damaged")
        names = archive.namelist()
        expect("README.md" in names and ".env.example" in names, "no README")
        expect(len([n for n in names if n.startswith("platforms/")]) == len(document["prompts"]),
               "a platform is missing in the archive")
        expect(len(names) == len(set(names)), "two files of one name")
