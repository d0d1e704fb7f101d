"""`mcp` 2.3: a server that offers both eras, and samples in each of the ways that its SDK has."""

from typing import Annotated

from mcp import CreateMessageResult
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.resolve import Resolve, Sample
from mcp_types import (
    CreateMessageRequest,
    CreateMessageRequestParams,
    InputRequiredResult,
    SamplingMessage,
    TextContent,
)

server = MCPServer("mcp2", version="1.0.0")


def message(text: str) -> SamplingMessage:
    return SamplingMessage(role="user", content=TextContent(type="text", text=text))


@server.tool()
async def pushed(text: str, ctx: Context) -> str:
    result = await ctx.session.create_message(messages=[message(text)], max_tokens=60)
    return result.content.text


async def gist(text: str) -> Sample:
    return Sample([message(text)], max_tokens=60)


@server.tool()
async def either(text: str, answer: Annotated[CreateMessageResult, Resolve(gist)]) -> str:
    return answer.content.text


@server.tool()
async def rounds(text: str, ctx: Context) -> str | InputRequiredResult:
    answers = ctx.input_responses
    if answers is None:
        params = CreateMessageRequestParams(messages=[message(text)], max_tokens=60)
        return InputRequiredResult(input_requests={"gist": CreateMessageRequest(params=params)})
    return answers["gist"].content.text


@server.tool()
async def broken(text: str) -> str:
    raise ValueError(f"cannot do {text}")


if __name__ == "__main__":
    server.run(transport="stdio")
