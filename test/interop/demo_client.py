"""The lesson's demo client: a stdio session with a sampling callback, here without a model behind it.

Its arguments are the server's command; it prints what it saw as one JSON object.
"""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CreateMessageRequestParams, CreateMessageResult, TextContent

seen: list[dict] = []


async def sampling_callback(context, params: CreateMessageRequestParams) -> CreateMessageResult:
    seen.append(
        {
            "text": params.messages[0].content.text,
            "role": params.messages[0].role,
            "maxTokens": params.maxTokens,
            "systemPrompt": params.systemPrompt,
        }
    )
    text = TextContent(type="text", text="A summary from Python.")
    return CreateMessageResult(role="assistant", model="python", content=text)


async def main() -> None:
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    async with stdio_client(server) as (read, write):
        async with ClientSession(read, write, sampling_callback=sampling_callback) as session:
            await session.initialize()
            result = await session.call_tool("summarize", {"text_to_summarize": "A long text."})
            answer = {"isError": result.isError, "text": result.content[0].text, "requests": seen}
            print(json.dumps(answer))


asyncio.run(main())
