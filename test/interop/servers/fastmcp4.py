"""FastMCP 4: it samples in rounds of input, which only the newer era has."""

from fastmcp import Context, FastMCP
from mcp_types import (
    CreateMessageRequest,
    CreateMessageRequestParams,
    InputRequiredResult,
    SamplingMessage,
    TextContent,
)

server = FastMCP("fastmcp4", version="1.0.0")


@server.tool
async def rounds(text: str, ctx: Context) -> str | InputRequiredResult:
    answers = ctx.input_responses
    if answers is None:
        asked = SamplingMessage(role="user", content=TextContent(type="text", text=text))
        params = CreateMessageRequestParams(messages=[asked], max_tokens=60)
        return InputRequiredResult(input_requests={"gist": CreateMessageRequest(params=params)})
    return answers["gist"].content.text


@server.tool
async def pushed(text: str, ctx: Context) -> str:
    asked = SamplingMessage(role="user", content=TextContent(type="text", text=text))
    result = await ctx.session.create_message(messages=[asked], max_tokens=60)
    return result.content.text


if __name__ == "__main__":
    server.run(transport="stdio", show_banner=False)
