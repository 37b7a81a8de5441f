"""The reference SDK's own facilitator and server as processes of their own.

    python peers.py facilitator PORT RPC KEY NETWORK
    python peers.py server PORT FACILITATOR PAY_TO NETWORK
    python peers.py tools PORT FACILITATOR PAY_TO NETWORK ASSET NAME VERSION   # over MCP
"""

import json
import sys

import uvicorn
from fastapi import FastAPI, Request, Response

from x402 import x402Facilitator, x402ResourceServer
from x402.http import HTTPFacilitatorClient
from x402.http.middleware.fastapi import payment_middleware
from x402.http.types import PaymentOption, RouteConfig
from x402.mechanisms.evm import FacilitatorWeb3Signer
from x402.mechanisms.evm.exact import register_exact_evm_facilitator, register_exact_evm_server
from x402.mechanisms.evm.upto import UptoEvmFacilitatorScheme, UptoEvmServerScheme
from x402.schemas import AssetAmount
from x402.schemas.helpers import parse_payment_payload, parse_payment_requirements

USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"


def facilitator(rpc, key, network):
    core = x402Facilitator()
    signer = FacilitatorWeb3Signer(key, rpc)
    register_exact_evm_facilitator(core, signer, [network])
    core.register([network], UptoEvmFacilitatorScheme(signer))
    app = FastAPI()

    def read(body):
        payload = parse_payment_payload(body["paymentPayload"])
        return payload, parse_payment_requirements(
            payload.x402_version, body["paymentRequirements"])

    def write(model):
        return model.model_dump(by_alias=True, exclude_none=True)

    @app.post("/verify")
    async def verify(request: Request):
        return write(await core.verify(*read(await request.json())))

    @app.post("/settle")
    async def settle(request: Request):
        return write(await core.settle(*read(await request.json())))

    @app.get("/supported")
    async def supported():
        return write(core.get_supported())

    return app


def server(url, pay_to, network):
    core = x402ResourceServer(HTTPFacilitatorClient({"url": url}))
    register_exact_evm_server(core)
    core.register("eip155:*", UptoEvmServerScheme())

    def priced(scheme, price):
        return RouteConfig(accepts=PaymentOption(
            scheme=scheme, pay_to=pay_to, price=price, network=network))

    permit2 = AssetAmount(amount="10000", asset=USDC, extra={
        "name": "USDC", "version": "2", "assetTransferMethod": "permit2"})
    app = FastAPI()
    middleware = payment_middleware({
        "GET /weather": priced("exact", "$0.01"), "GET /permit2": priced("exact", permit2),
        "GET /metered": priced("upto", "$0.05"), "GET /nothing": priced("upto", "$0.05")}, core)

    @app.middleware("http")
    async def paid(request, call_next):
        return await middleware(request, call_next)

    @app.get("/weather")
    async def weather():
        return {"sky": "clear", "seller": "theirs"}

    @app.get("/permit2")
    async def by_permit():
        return {"sky": "clear", "seller": "theirs"}

    def charged(response, amount):
        response.headers["Settlement-Overrides"] = json.dumps({"amount": amount})
        return {"sky": "clear", "seller": "theirs"}

    @app.get("/metered")
    async def metered(response: Response):
        return charged(response, "12345")

    @app.get("/nothing")
    async def nothing(response: Response):
        return charged(response, "0")

    return app


def tools(url, pay_to, network, asset, name, version):
    """The official MCP SDK's server, its tools sold by the reference SDK's wrapper."""
    from mcp.server.mcpserver import Context, MCPServer
    from mcp_types import CallToolResult, TextContent
    from x402.mcp.server_async import PaymentWrapperConfig, create_payment_wrapper
    from x402.schemas import PaymentRequirements

    core = x402ResourceServer(HTTPFacilitatorClient({"url": url}))
    register_exact_evm_server(core)
    core.initialize()
    priced = create_payment_wrapper(core, PaymentWrapperConfig(accepts=[PaymentRequirements(
        scheme="exact", network=network, asset=asset, amount="10000", pay_to=pay_to,
        max_timeout_seconds=120, extra={"name": name, "version": version})]))
    server = MCPServer("paid")

    def sold(name, work):
        paid = priced(work)

        async def call(arguments, context):
            meta = dict(context.request_context.meta or {})
            made = await paid(arguments, {"_meta": meta, "toolName": name})
            return CallToolResult(
                content=[TextContent(type="text", text=part["text"]) for part in made.content],
                is_error=made.is_error, structured_content=made.structured_content,
                _meta=made.meta or None)
        return call

    async def told(arguments, _):
        return {"content": [{"type": "text", "text": f"clear over {arguments['city']}"}]}

    async def broken(arguments, _):
        return {"content": [{"type": "text", "text": "no such city"}], "isError": True}

    forecast, failing = sold("paid_forecast", told), sold("paid_failure", broken)

    @server.tool()
    async def paid_forecast(city: str, context: Context) -> CallToolResult:
        """Forecast for a city, for a cent."""
        return await forecast({"city": city}, context)

    @server.tool()
    async def paid_failure(city: str, context: Context) -> CallToolResult:
        """Never knows the city."""
        return await failing({"city": city}, context)

    return server


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    if kind == "tools":
        tools(*rest).run("streamable-http", port=int(port))
        sys.exit()
    made = {"facilitator": facilitator, "server": server}[kind](*rest)
    uvicorn.run(made, host="127.0.0.1", port=int(port), log_level="warning")
