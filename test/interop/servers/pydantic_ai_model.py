"""pydantic-ai: an agent in a tool whose model is the client's, over `mcp` 2."""

from mcp.server.mcpserver import Context, MCPServer
from pydantic_ai import Agent
from pydantic_ai.models.mcp_sampling import MCPSamplingModel

server = MCPServer("pydantic-ai", version="1.0.0")
agent = Agent(system_prompt="Be brief.")


@server.tool()
async def pushed(text: str, ctx: Context) -> str:
    result = await agent.run(text, model=MCPSamplingModel(session=ctx.session))
    return result.output


if __name__ == "__main__":
    server.run(transport="stdio")
