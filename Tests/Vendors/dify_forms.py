"""Dify: its own node models, which ship as graphon, and the shape of the DSL around them."""

import re

import yaml
from graphon.nodes.answer.entities import AnswerNodeData
from graphon.nodes.http_request.entities import HttpRequestNodeData
from graphon.nodes.if_else.entities import IfElseNodeData
from graphon.nodes.llm.entities import LLMNodeData
from graphon.nodes.start.entities import StartNodeData
from graphon.nodes.variable_aggregator.entities import VariableAggregatorNodeData

from strict import expect, members, modelled

NODES = {
    "start": StartNodeData,
    "llm": LLMNodeData,
    "if-else": IfElseNodeData,
    "http-request": HttpRequestNodeData,
    "variable-aggregator": VariableAggregatorNodeData,
    "answer": AnswerNodeData,
}
OUTPUTS = {
    "llm": {"text", "structured_output"},
    "http-request": {"body", "status_code", "headers"},
    "variable-aggregator": {"output"},
}


def dify(path):
    app = yaml.safe_load(path.read_text())
    expect(set(app) == {"version", "kind", "app", "dependencies", "workflow"}, "unknown members")
    expect(app["version"] == "0.6.0" and isinstance(app["version"], str), "not this DSL")
    expect(path.stat().st_size < 10 << 20, "larger than 10 MB")
    flow = app["workflow"]
    _around(app["app"], flow)
    nodes = {node["id"]: node["data"] for node in flow["graph"]["nodes"]}
    expect(len(nodes) == len(flow["graph"]["nodes"]), "two nodes of one id")
    for data in nodes.values():
        modelled(NODES[data["type"]].model_validate(data))
    for edge in flow["graph"]["edges"]:
        expect(edge["source"] in nodes and edge["target"] in nodes, f"{edge['id']} leads nowhere")
        expect(edge["data"]["sourceType"] == nodes[edge["source"]]["type"], edge["id"])
        expect(edge["data"]["targetType"] == nodes[edge["target"]]["type"], edge["id"])
    secrets = {variable["name"] for variable in flow["environment_variables"]}
    expect(all(not v["value"] for v in flow["environment_variables"]), "a literal secret")
    for node, name in re.findall(r"{{#(\w+)\.(\w+)", path.read_text()):
        if node == "env":
            expect(name in secrets, f"no secret {name}")
        elif node != "sys":
            expect(name in OUTPUTS[nodes[node]["type"]], f"{node} gives no {name}")
    return nodes["tell"]["prompt_template"][0]["text"]


def _around(app, flow):
    """The DSL outside of the nodes, which no package describes."""
    members(app, "name mode icon icon_type icon_background description use_icon_as_answer_icon",
            "app")
    members(flow, "conversation_variables environment_variables features graph", "workflow")
    members(flow["graph"], "nodes edges viewport", "graph")
    for node in flow["graph"]["nodes"]:
        members(node, "id type data position positionAbsolute sourcePosition targetPosition width "
                "height selected", node["id"])
        members(node["position"], "x y", node["id"])
    for edge in flow["graph"]["edges"]:
        members(edge, "id type source sourceHandle target targetHandle data zIndex", edge["id"])
        members(edge["data"], "sourceType targetType isInIteration isInLoop", edge["id"])
    for variable in flow["environment_variables"]:
        members(variable, "id name value value_type description selector", variable["name"])
    members(flow["features"], "opening_statement suggested_questions "
            "suggested_questions_after_answer retriever_resource sensitive_word_avoidance "
            "speech_to_text text_to_speech file_upload", "features")
    for name, feature in flow["features"].items():
        if isinstance(feature, dict):
            members(feature, "enabled", name)
