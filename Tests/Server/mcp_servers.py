"""MCP servers as processes of their own: the official SDK's, over HTTP and over stdio.

    python mcp_servers.py stdio [NOTE_FILE]
    python mcp_servers.py http PORT MODE        # json, events, stateless, resumed
"""

import os
import sys
import time

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.streamable_http import EventMessage, EventStore
from mcp_types import ToolAnnotations


class Kept(EventStore):
    def __init__(self):
        self.events = []

    async def store_event(self, stream_id, message):
        self.events.append((stream_id, message))
        return str(len(self.events) - 1)

    async def replay_events_after(self, last_event_id, send_callback):
        stream = self.events[int(last_event_id)][0]
        for number, (name, message) in enumerate(self.events):
            if number > int(last_event_id) and name == stream and message is not None:
                await send_callback(EventMessage(message, str(number)))
        return stream


def weather(notes=None):
    server = MCPServer("weather", instructions="Ask for weather.")

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def get_forecast(cityName: str, days: int = 1) -> dict:
        """Forecast for a city."""
        return {"city": cityName, "days": days, "sky": "clear"}

    @server.tool()
    def say(text: str) -> str:
        """Repeats a text."""
        return f"you said {text}"

    @server.tool()
    def leave_note(text: str) -> str:
        """Leaves a note, each time another one."""
        if notes:
            with open(notes, "a") as file:
                file.write(text + "\n")
        if text.startswith("slow"):
            time.sleep(600)
        return "noted"

    @server.tool(annotations=ToolAnnotations(read_only_hint=True))
    def look_slowly(text: str) -> str:
        """Looks at the notes, slowly the first time."""
        with open(notes, "a") as file:
            file.write("looked\n")
        if len(open(notes).readlines()) == 1:
            time.sleep(600)
        return "seen"

    @server.tool()
    def fail(text: str) -> str:
        """Always fails."""
        raise ValueError(f"cannot {text}")

    @server.tool()
    def show_environment() -> str:
        """What it was given to run with."""
        return " ".join(sorted(os.environ)) + " " + os.environ.get("WEATHER_KEY", "")

    @server.tool()
    async def go_away_and_come_back(context: Context) -> str:
        """Closes its stream before it answers."""
        await context.close_sse_stream()
        return "back again"

    return server


if __name__ == "__main__":
    if sys.argv[1] == "stdio":
        weather(*sys.argv[2:3]).run()
    else:
        mode = sys.argv[3]
        options = {
            "json": {"json_response": True}, "events": {}, "stateless": {"stateless_http": True},
            "resumed": {"event_store": Kept(), "retry_interval": 100},
        }[mode]
        weather().run("streamable-http", port=int(sys.argv[2]), **options)
