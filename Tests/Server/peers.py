"""The reference SDK's own facilitator and server as processes of their own.

    python peers.py facilitator PORT RPC KEY NETWORK
    python peers.py server PORT FACILITATOR PAY_TO NETWORK
"""

import sys

import uvicorn
from fastapi import FastAPI, Request

from x402 import x402Facilitator, x402ResourceServer
from x402.http import HTTPFacilitatorClient
from x402.http.middleware.fastapi import payment_middleware
from x402.http.types import PaymentOption, RouteConfig
from x402.mechanisms.evm import FacilitatorWeb3Signer
from x402.mechanisms.evm.exact import register_exact_evm_facilitator, register_exact_evm_server
from x402.schemas.helpers import parse_payment_payload, parse_payment_requirements


def facilitator(rpc, key, network):
    core = x402Facilitator()
    register_exact_evm_facilitator(core, FacilitatorWeb3Signer(key, rpc), [network])
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
    option = PaymentOption(scheme="exact", pay_to=pay_to, price="$0.01", network=network)
    app = FastAPI()
    middleware = payment_middleware({"GET /weather": RouteConfig(accepts=option)}, core)

    @app.middleware("http")
    async def paid(request, call_next):
        return await middleware(request, call_next)

    @app.get("/weather")
    async def weather():
        return {"sky": "clear", "seller": "theirs"}

    return app


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    made = {"facilitator": facilitator, "server": server}[kind](*rest)
    uvicorn.run(made, host="127.0.0.1", port=int(port), log_level="warning")
