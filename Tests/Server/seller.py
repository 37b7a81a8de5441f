"""A seller over real sockets that does right or wrong, as it is told for each paid request."""

import base64
import http.client
import http.server
import json
import threading
import time


def decoded(header):
    return json.loads(base64.b64decode(header))


def encoded(value):
    return base64.b64encode(json.dumps(value).encode()).decode()


class Seller:
    """Asks a price in the words of x402 v2. `script` gets the number of the paid request, from 1,
    and returns a behaviour: `settle`, `lose` (settles, then hangs up), `drop` (hangs up),
    `fail` (500), `lie` (says paid), `deny` (settles and says 402), or `sleep:SECONDS:behaviour`."""

    def __init__(self, server, script=None, pay_to=None, amount="50000", offer=None,
                 charge=None):
        self.script = script or (lambda number: "settle")
        self.charge = charge  # Of a metered price; without it the whole amount.
        self.server = server
        self.pay_to = pay_to
        self.amount = amount
        self.change = offer or {}
        self.headers = []
        self.asked = 0
        self.lock = threading.Lock()

    def __enter__(self):
        demo = self.server.get("/x402/demo/quote")
        required = decoded(demo.headers["payment-required"])
        self.offer = next(o for o in required["accepts"] if o["network"] == "eip155:338")
        self.offer.update({"amount": self.amount, **self.change})
        if self.pay_to:
            self.offer["payTo"] = self.pay_to
        seller = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                seller.answer(self)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/data"
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()

    def answer(self, request):
        header = request.headers.get("PAYMENT-SIGNATURE") or request.headers.get("X-PAYMENT")
        if header is None:
            with self.lock:
                self.asked += 1
            return self.ask(request)
        with self.lock:
            self.headers.append(header)
            number = len(self.headers)
        return self.behave(request, self.script(number), header)

    def behave(self, request, behaviour, header):
        if behaviour.startswith("sleep:"):
            _, seconds, rest = behaviour.split(":", 2)
            time.sleep(float(seconds))
            return self.behave(request, rest, header)
        settlement = None
        if behaviour in ("settle", "lose", "deny", "late-fail"):
            settlement = self.settle(header)
        if behaviour in ("lose", "drop"):
            request.close_connection = True
            return request.connection.close()
        if behaviour == "deny" or behaviour == "refuse":
            return self.ask(request)
        if behaviour in ("fail", "late-fail"):
            return self.reply(request, 500, {}, b"{}")
        if behaviour == "lie":
            settlement = {
                "success": True, "transaction": "0x" + "ab" * 32, "network": "eip155:338",
                "payer": "0x" + "00" * 20, "simulated": True}
        return self.reply(
            request, 200, {"PAYMENT-RESPONSE": encoded(settlement)}, b'{"data": "sunny"}')

    def settle(self, header):
        body = {
            "x402Version": 2, "paymentPayload": decoded(header),
            "paymentRequirements": {**self.offer, "amount": self.charge or self.offer["amount"]}}
        while True:
            try:
                return self.server.post("/facilitator/settle", body, timeout=10).json
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # Its facilitator is being started again.

    def ask(self, request):
        required = {
            "x402Version": 2, "error": "payment required",
            "resource": {"url": self.url, "description": "data", "mimeType": "application/json"},
            "accepts": [self.offer]}
        self.reply(request, 402, {"PAYMENT-REQUIRED": encoded(required)}, b"{}")

    @staticmethod
    def reply(request, status, headers, body):
        try:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            pass  # The client has gone, as it may.
