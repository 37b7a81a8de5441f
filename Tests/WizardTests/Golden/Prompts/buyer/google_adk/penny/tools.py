"""The tools of an ADK agent, exported by Paygent."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid

from google.adk.tools import FunctionTool


def _http_call(method, url, path, query, body, secrets):
    """One HTTP call; the answer as text. Secrets come from the environment, never from this file."""
    for name, value in path.items():
        url = url.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
    given = {name: value for name, value in query.items() if value is not None}
    if given:
        url += ("&" if "?" in url else "?") + urllib.parse.urlencode(given, doseq=True)
    headers = {name: os.environ.get(secret, "") for name, secret in secrets.items()}
    data = None
    if method in ("POST", "PUT", "PATCH"):
        data = json.dumps({n: v for n, v in body.items() if v is not None}).encode()
        headers["Content-Type"] = "application/json"
        # The same key for every try: Paygent pays once, and repeats its first answer.
        headers["Idempotency-Key"] = str(uuid.uuid4())
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.read(100_000).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return f"HTTP {error.code}: " + error.read(20_000).decode("utf-8", "replace")
    except (urllib.error.URLError, TimeoutError) as error:
        return f"No answer: {error}. If this was a payment, check before you try again."


def _x402_payment(url: str, max_amount: str, method: str | None = None) -> str:
    """Pay for an API call, a service or an invoice. Use it when a URL asks to be paid and the price is known and within the limits. Do not use it to look up a price, to send money to a person, or twice for one purchase. It answers with the receipt, with 'awaiting approval', or with the rule that refused.

    Args:
        url: Address of what is bought, with https://
        max_amount: Most it may cost, as a decimal: 0.10
        method: GET or POST; GET if left out
    """
    return _http_call(
        "POST",
        "https://paygent.example.com/api/v1/payments/x402",
        path={},
        query={},
        body={"url": url, "max_amount": max_amount, "method": method, "agent": "penny"},
        secrets={"X-API-Key": "PAYGENT_API_KEY"},
    )


_x402_payment.__name__ = "x402_payment"
x402_payment = FunctionTool(_x402_payment)


def _discover_services(q: str, category: str | None = None, max_price: str | None = None) -> str:
    """Search and compare paid services. Use it to find services and their prices before anything is bought. It never pays. Do not use it once the service is chosen.

    Args:
        q: What is wanted, in a few words
        category: A category, if one was named
        max_price: Most a call may cost, as a decimal
    """
    return _http_call(
        "GET",
        "https://paygent.example.com/api/v1/services/discover",
        path={},
        query={"q": q, "category": category, "max_price": max_price},
        body={},
        secrets={"X-API-Key": "PAYGENT_API_KEY"},
    )


_discover_services.__name__ = "discover_services"
discover_services = FunctionTool(_discover_services)


def _check_balance(tokens: str | None = None) -> str:
    """Look up the balance. Use it before you promise a payment and when somebody asks what is there. It changes nothing. Do not guess a balance instead.

    Args:
        tokens: Symbols separated by commas; all if left out
    """
    return _http_call(
        "GET",
        "https://paygent.example.com/api/v1/wallet/balance",
        path={},
        query={"tokens": tokens},
        body={},
        secrets={"X-API-Key": "PAYGENT_API_KEY"},
    )


_check_balance.__name__ = "check_balance"
check_balance = FunctionTool(_check_balance)


def _get_forecast(city: str, days: int | None = None) -> str:
    """Get forecast. Gets the forecast for one city. Use it after the provider is paid.

    Args:
        city: City, in English
        days: 1 to 7
    """
    return _http_call(
        "GET",
        "https://api.weather.example/v1/forecast/{city}",
        path={"city": city},
        query={"days": days},
        body={},
        secrets={"X-Weather-Key": "WEATHER_API_KEY"},
    )


_get_forecast.__name__ = "get_forecast"
get_forecast = FunctionTool(_get_forecast)
