"""FastMCP 2 and 3: `ctx.sample` pushes its request, in the older era, which is the only one they have."""

from fastmcp import Context, FastMCP

server = FastMCP("fastmcp")


@server.tool
async def pushed(text: str, ctx: Context) -> str:
    result = await ctx.sample(text, max_tokens=60)
    return result.text


if __name__ == "__main__":
    server.run(transport="stdio", show_banner=False)
