"""The reference SDK's own facilitator and server as processes of their own.

    python peers.py facilitator PORT RPC KEY NETWORK
    python peers.py server PORT FACILITATOR PAY_TO NETWORK
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


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    made = {"facilitator": facilitator, "server": server}[kind](*rest)
    uvicorn.run(made, host="127.0.0.1", port=int(port), log_level="warning")
