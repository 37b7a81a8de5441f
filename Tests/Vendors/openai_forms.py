"""OpenAI: the request types, the strict schemas, and the client in front of a mute server."""

import json
import re

import httpx2

from agents.strict_schema import ensure_strict_json_schema
from openai import OpenAI
from openai.types.beta.agent_create_params import AgentCreateParams
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from openai.types.realtime.client_secret_create_params import ClientSecretCreateParams
from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

from strict import expect, typed

NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


def _functions(tools, nested=False):
    for tool in tools:
        function = tool["function"] if nested else tool
        expect(NAME.match(function["name"]), f"bad tool name {function['name']!r}")
        expect(function["description"], "a tool without a description")
        if function.get("strict"):
            copy = json.loads(json.dumps(function["parameters"]))
            expect(
                ensure_strict_json_schema(copy) == function["parameters"],
                f"{function['name']} is not strict as OpenAI means it")
    expect(len(tools) <= 128, "more than 128 tools")


def _metadata(body):
    metadata = body.get("metadata", {})
    expect(len(metadata) <= 16, "more than 16 pairs of metadata")
    for name, value in metadata.items():
        expect(len(name) <= 64 and len(value) <= 512, f"metadata {name} is too long")


def _sends(call, body):
    """The client takes the body as keyword arguments and sends exactly it."""
    seen = call(body)
    for name, value in body.items():
        expect(seen.get(name) == value, f"the client does not send '{name}' as it is")


class _Mute(Exception):
    pass


def _client(seen):


    def handle(request):
        seen.update(json.loads(request.content))
        raise _Mute()

    client = httpx2.Client(transport=httpx2.MockTransport(handle))
    return OpenAI(api_key="none", http_client=client, max_retries=0)


def _call(method):
    def call(body):
        seen = {}
        try:
            method(_client(seen), body)
        except Exception as error:  # the mute server ends every call
            if not seen:
                raise error
        return seen

    return call


def responses(path):
    body = json.loads(path.read_text())
    typed(body, ResponseCreateParamsNonStreaming)
    _functions(body.get("tools", []))
    _metadata(body)
    _sends(_call(lambda c, b: c.responses.create(**b, input="hello")), body)
    return body["instructions"]


def chat(path):
    body = json.loads(path.read_text())
    typed(body, CompletionCreateParamsNonStreaming)
    _functions(body.get("tools", []), nested=True)
    expect(body["messages"][0]["role"] == "developer", "the prompt is not the first message")
    _sends(_call(lambda c, b: c.chat.completions.create(**b)), body)
    return body["messages"][0]["content"]


def agents_api(path):
    body = json.loads(path.read_text())
    typed(body, AgentCreateParams)
    _functions(body.get("tools", []))
    _metadata(body)
    expect(len(json.dumps(body["tools"])) < 3 << 20, "the tools are larger than 3 MiB")
    _sends(_call(lambda c, b: c.beta.agents.create(**b)), body)
    return body["instructions"]


def realtime(path):
    body = json.loads(path.read_text())
    typed(body, ClientSecretCreateParams)
    _functions(body["session"].get("tools", []))
    _sends(_call(lambda c, b: c.realtime.client_secrets.create(**b)), body)
    return body["session"]["instructions"]


def agents_sdk(path):
    """Runs the file's top level, and looks at the agent that it made."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("exported_agent", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for tool in module.agent.tools:
        expect(NAME.match(tool.name), f"bad tool name {tool.name!r}")
        expect(tool.description, f"{tool.name} has no description")
        if tool.strict_json_schema:
            ensure_strict_json_schema(json.loads(json.dumps(tool.params_json_schema)))
    return module.agent.instructions
