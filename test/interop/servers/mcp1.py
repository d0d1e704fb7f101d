"""`mcp` 1: the older era alone."""

from mcp.server.fastmcp import Context, FastMCP
from mcp.types import SamplingMessage, TextContent

server = FastMCP("mcp1")


@server.tool()
async def pushed(text: str, ctx: Context) -> str:
    asked = SamplingMessage(role="user", content=TextContent(type="text", text=text))
    result = await ctx.session.create_message(messages=[asked], max_tokens=60)
    return result.content.text


if __name__ == "__main__":
    server.run(transport="stdio")
