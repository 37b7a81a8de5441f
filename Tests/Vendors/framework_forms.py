"""LangGraph, Agno, Agent Spec, ADK, Vapi: what frameworks load."""

import importlib
import json
import os
import re
import sys
import tempfile
import zipfile
from pathlib import Path

import yaml

from strict import expect, members, modelled


def _unpacked(path):
    folder = tempfile.mkdtemp()
    with zipfile.ZipFile(path) as archive:
        expect(archive.testzip() is None, "a file of the archive is damaged")
        archive.extractall(folder)
    (name,) = os.listdir(folder)
    return Path(folder) / name


def langgraph(path):
    from langgraph_cli.config import validate_config_file

    folder = _unpacked(path)
    (folder / ".env").write_text((folder / ".env.example").read_text())
    config = validate_config_file(folder / "langgraph.json")
    (reference,) = config["graphs"].values()
    file, attribute = reference.split(":")
    os.environ.setdefault("OPENAI_API_KEY", "none")
    spec = importlib.util.spec_from_file_location("exported_graph", folder / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    graph = getattr(module, attribute)
    expect(graph.get_graph().draw_mermaid(), "the graph does not draw itself")
    return module.PROMPT


def agno(path):
    import logging

    from agno.agent import Agent
    from agno.tools.function import Function

    # It warns that the host must run the tools; that is what external_execution says.
    logging.getLogger("agno").setLevel(logging.ERROR)

    data = json.loads(path.read_text())
    agent = Agent.from_dict(json.loads(json.dumps(data)), strict=True)
    known = set(Agent.__dataclass_fields__)
    expect(set(data) <= known, f"Agent has no {sorted(set(data) - known)}")
    members(data["model"], "id name provider", "model")
    for tool in data["tools"]:
        members(tool, " ".join(Function.model_fields), tool["name"])
    expect(len(agent.tools or []) == len(data["tools"]), "a tool was lost")
    return agent.instructions


def agent_spec(path):
    import pyagentspec.agent
    from pyagentspec.llms import OpenAiConfig
    from pyagentspec.serialization import AgentSpecDeserializer
    from pyagentspec.tools.remotetool import RemoteTool

    text = path.read_text()
    document = yaml.safe_load(text)
    agent = AgentSpecDeserializer().from_yaml(text)
    expect(not agent.inputs, f"the prompt asks for inputs: {agent.inputs}")
    meta = {"component_type", "agentspec_version"}
    known = set(pyagentspec.agent.Agent.model_fields)
    expect(set(document) - meta <= known, f"unknown: {sorted(set(document) - meta - known)}")
    members(document["llm_config"], " ".join([*meta, *OpenAiConfig.model_fields]), "llm_config")
    for tool in document["tools"]:
        unknown = set(tool) - meta - set(RemoteTool.model_fields)
        expect(not unknown, f"{tool['name']}: unknown {sorted(unknown)}")
    return agent.system_prompt


def google_adk(path):
    from google.adk.agents.config_agent_utils import from_config
    from google.adk.agents.llm_agent_config import LlmAgentConfig

    folder = _unpacked(path)
    sys.path.insert(0, str(folder.parent))
    try:
        for name in [n for n in sys.modules if n.split(".")[0] == folder.name]:
            del sys.modules[name]
        importlib.invalidate_caches()
        text = (folder / "root_agent.yaml").read_text()
        LlmAgentConfig.model_validate(yaml.safe_load(text))
        agent = from_config(str(folder / "root_agent.yaml"))
    finally:
        sys.path.remove(str(folder.parent))
    for tool in agent.tools:
        expect(tool._get_declaration() is not None, f"{tool.name} declares nothing")
    expect("{" not in agent.instruction, "ADK would look for a state of that name")
    return agent.instruction


def vapi(path):
    from vapi.types import CreateAssistantDto

    body = json.loads(path.read_text())
    modelled(CreateAssistantDto.model_validate(body))
    expect(len(body["name"]) <= 40, "the name is longer than 40")
    for tool in body["model"]["tools"]:
        if tool["type"] == "endCall":
            continue
        expect(re.match(r"^[a-zA-Z0-9_-]{1,40}$", tool["name"]), f"bad name {tool['name']!r}")
        holes = set(re.findall(r"{{(.*?)}}", tool["url"]))
        known = set(tool.get("body", {}).get("properties", {}))
        expect(holes <= known, f"{tool['name']}: no argument fills {holes - known}")
        expect("{{" not in tool["description"], "a description holds a Liquid mark")
    prompt = body["model"]["messages"][0]["content"]
    expect("{{" not in prompt and "{%" not in prompt, "the prompt holds a Liquid mark")
    return prompt
