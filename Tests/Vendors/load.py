"""Loads every export in its vendor's own SDK, strictly: unknown keys fail.

    python load.py DIRECTORY --group main|adk|vapi [--design NAME] [--platform NAME]

DIRECTORY holds a folder for each design, written by the Swift test PromptExportDirectoryTests.
Each group runs in an environment made from requirements-<group>.txt. Exit status 1 if anything is
refused.
"""

import argparse
import sys
import unicodedata
from pathlib import Path

GROUPS = {
    "main": {
        "openai_responses": "openai_forms:responses",
        "openai_chat": "openai_forms:chat",
        "openai_agents": "openai_forms:agents_sdk",
        "openai_agents_api": "openai_forms:agents_api",
        "openai_realtime": "openai_forms:realtime",
        "anthropic": "hosted_forms:anthropic",
        "anthropic_agent": "hosted_forms:anthropic_agent",
        "elevenlabs": "hosted_forms:elevenlabs",
        "gemini": "hosted_forms:gemini",
        "langgraph": "framework_forms:langgraph",
        "agno": "framework_forms:agno",
        "agent_spec": "framework_forms:agent_spec",
        "mcp": "protocol_forms:mcp",
        "mcp_config": "protocol_forms:mcp_config",
        "a2a": "protocol_forms:a2a",
        "openapi": "protocol_forms:openapi",
        "n8n": "protocol_forms:n8n",
        "generic": "protocol_forms:generic",
        "paygent": "protocol_forms:paygent",
    },
    "adk": {"google_adk": "framework_forms:google_adk"},
    "vapi": {"vapi": "framework_forms:vapi", "dify": "dify_forms:dify"},
}


def loader(reference):
    module, function = reference.split(":")
    return getattr(__import__(module), function)


def same_text(left, right):
    """Full-width marks and white space aside: what a person reads is the same."""
    fold = lambda text: "".join(unicodedata.normalize("NFKC", text).split())
    return fold(left) == fold(right)


def check(folder, platform, reference):
    files = [f for f in folder.glob(platform + ".*") if not f.name.endswith(".prompt.txt")]
    if len(files) != 1:
        return f"{len(files)} files"
    try:
        prompt = loader(reference)(files[0])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    written = (folder / f"{platform}.prompt.txt").read_text()
    if prompt is not None and not same_text(prompt, written):
        return "the prompt did not survive"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--group", choices=GROUPS, default="main")
    parser.add_argument("--design")
    parser.add_argument("--platform")
    options = parser.parse_args()
    designs = sorted(f for f in options.directory.iterdir() if f.is_dir())
    if not designs:
        sys.exit(f"{options.directory} holds no designs")
    count, failures = 0, []
    for folder in designs:
        if options.design and folder.name != options.design:
            continue
        for platform, reference in GROUPS[options.group].items():
            if options.platform and platform != options.platform:
                continue
            count += 1
            problem = check(folder, platform, reference)
            if problem:
                failures.append(f"{folder.name} / {platform}: {problem}")
        if options.group == "main" and not options.platform:
            count += 1
            try:
                __import__("protocol_forms").package(folder)
            except Exception as error:
                failures.append(f"{folder.name} / package: {type(error).__name__}: {error}")
    for failure in failures:
        print("refused  " + failure[:600])
    print(f"{options.group}: {count - len(failures)} of {count} exports load")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
