"""Anthropic, ElevenLabs and Gemini."""

import json
import re
import typing

import httpx2

from strict import expect, modelled, typed


def _anthropic(call, body):
    from anthropic import Anthropic

    seen = {}

    def handle(request):
        seen.update(json.loads(request.content))
        raise RuntimeError("mute")

    client = Anthropic(
        api_key="none", max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(handle)))
    try:
        call(client)
    except Exception as error:
        if not seen:
            raise error
    for name, value in body.items():
        expect(seen.get(name) == value, f"the client does not send '{name}' as it is")


def anthropic(path):
    from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

    body = json.loads(path.read_text())
    messages = [{"role": "user", "content": "hello"}]
    typed({**body, "messages": messages}, MessageCreateParamsNonStreaming)
    for tool in body.get("tools", []):
        expect(re.match(r"^[a-zA-Z0-9_-]{1,64}$", tool["name"]), f"bad name {tool['name']!r}")
        for key in tool["input_schema"]["properties"]:
            expect(re.match(r"^[a-zA-Z0-9_.-]{1,64}$", key), f"bad property key {key!r}")
    _anthropic(lambda c: c.messages.create(**body, messages=messages), body)
    return body["system"]


def anthropic_agent(path):
    from anthropic.types.beta.agent_create_params import AgentCreateParams

    body = json.loads(path.read_text())
    typed(body, AgentCreateParams)
    for value in body["metadata"].values():
        expect(len(value) <= 512, "metadata is too long")
    _anthropic(lambda c: c.beta.agents.create(**body), body)
    return body["system"]


def elevenlabs(path):
    import inspect

    from elevenlabs import types
    from elevenlabs.conversational_ai.agents.client import AgentsClient

    body = json.loads(path.read_text())
    known = set(inspect.signature(AgentsClient.create).parameters)
    expect(set(body) <= known, f"create() has no {sorted(set(body) - known)}")
    config = types.ConversationalConfig.model_validate(body["conversation_config"])
    modelled(config)
    modelled(types.AgentPlatformSettingsRequestModel.model_validate(body["platform_settings"]))
    prompt = body["conversation_config"]["agent"]["prompt"]
    llms = [typing.get_args(kind) for kind in typing.get_args(types.Llm)]
    expect(any(prompt["llm"] in names for names in llms), f"no such llm: {prompt['llm']}")
    for tool in prompt["tools"]:
        _webhook(tool)
    expect("{{" not in prompt["prompt"], "the prompt holds a dynamic variable")
    if "workflow" in body:
        _workflow(body["workflow"], types)
    return prompt["prompt"]


def _webhook(tool):
    api = tool["api_schema"]
    expect(re.match(r"^[a-zA-Z0-9_-]{1,64}$", tool["name"]), f"bad name {tool['name']!r}")
    expect(5 <= tool["response_timeout_secs"] <= 300, "time-out out of range")
    holes = set(re.findall(r"{(\w[\w.-]*)}", api["url"]))
    expect(holes == set(api.get("path_params_schema", {})), f"holes {holes} do not match")
    literals = list(api.get("path_params_schema", {}).values())
    literals += api.get("query_params_schema", {}).get("properties", {}).values()
    literals += api.get("request_body_schema", {}).get("properties", {}).values()
    for literal in literals:
        sources = [k for k in ("description", "dynamic_variable", "constant_value",
                               "is_system_provided", "is_omitted") if k in literal]
        expect(len(sources) == 1, f"a value from {sources} at once")
    for value in api.get("request_headers", {}).values():
        expect(set(value) in ({"secret_id"}, {"env_var_label"}), "a header with a literal secret")


def _workflow(workflow, types):
    modelled(types.AgentWorkflowRequestModel.model_validate(workflow))
    nodes, edges = workflow["nodes"], workflow["edges"]
    expect(sum(n["type"] == "start" for n in nodes.values()) == 1, "not one start")
    for name, edge in edges.items():
        expect(edge["source"] in nodes and edge["target"] in nodes, f"{name} leads nowhere")
        expect(nodes[edge["source"]]["type"] != "end", f"{name} leaves an end")
    for name, node in nodes.items():
        outgoing = [e for e, edge in edges.items() if edge["source"] == name]
        expect(node.get("edge_order", []) == outgoing, f"{name} has another edge order")


def gemini(path):
    from google.genai import types

    body = json.loads(path.read_text())
    expect(set(body) <= {"systemInstruction", "tools", "toolConfig", "generationConfig"},
           f"unknown members: {sorted(body)}")
    flat = {k: v for k, v in body.items() if k != "generationConfig"} | body["generationConfig"]
    config = types.GenerateContentConfig.model_validate(flat)
    for tool in config.tools or []:
        for function in tool.function_declarations or []:
            expect(re.match(r"^[a-zA-Z_][\w.:-]{0,127}$", function.name), f"bad {function.name!r}")
    return body["systemInstruction"]["parts"][0]["text"]
