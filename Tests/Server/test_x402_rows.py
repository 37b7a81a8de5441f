"""Known failures of x402 implementations and bad input about money, row by row, and the tests that hold
each row. A name that is not in its file any more fails here, so that no row is lost by a renaming.

The rows are those of papers and incidents (failures of x402) and the checks of money (numbers 9 to 23).
"""

import pytest

from test_x402_checks import SERVER, SIGNING, TESTS, X402

OFFER = (X402 + "OfferChoiceTests.swift", "eachFaultIsRefusedByItsName")
HOSTILE = (SERVER + "test_money.py", "test_an_offer_that_is_not_ours_to_take_is_not_signed")

FAILURES = {
    "replay of one payment": [
        (SERVER + "test_interop.py", "test_one_payment_sent_fifty_times_at_once_buys_once"),
        (SERVER + "test_shop.py", "test_a_payment_stays_spent_after_a_restart")],
    "a payment for another resource or price": [
        (X402 + "PricedResourceTests.swift", "aPaymentForAnotherResourceIsRefused"),
        (SERVER + "test_shop.py", "test_a_payment_for_one_path_is_not_one_for_a_dearer_one"),
        (SERVER + "test_periods.py", "test_a_payment_with_a_name_is_answered_the_same_again")],
    "verified and never settled": [
        (SERVER + "test_shop.py", "test_without_proof_of_settlement_nothing_leaves")],
    "settled by a stranger first": [
        (SERVER + "test_x402_rows.py", "test_a_payment_that_a_stranger_presents_is_accepted_once")],
    "paid twice by a retry": [
        (SERVER + "test_money.py", "test_a_retry_sends_the_same_bytes_and_one_settlement_counts")],
    "wrong units": [
        (SERVER + "test_x402_rows.py", "test_ten_thousand_units_are_a_cent_to_everybody"),
        ("DomainTests/DomainTests.swift", "everyAmountSurvivesAsAtomicUnits"),
        (X402 + "HeaderTests.swift", "anAmountIsDigitsAndNothingElse")],
    "price or payee changes before the payment": [
        (X402 + "OfferChoiceTests.swift", "aPriceThatHasRisenIsRefused"),
        (X402 + "OfferChoiceTests.swift", "anotherPayeeThanTheQuotedOneIsRefused")],
    "malicious payee or asset": [
        HOSTILE, (SERVER + "test_money.py", "test_another_payee_at_one_host_waits_for_a_person")],
    "the seller names the signing domain": [
        OFFER, (SERVER + "test_chains.py",
                "test_a_token_that_is_not_what_the_table_says_is_never_signed_for")],
    "a redirect takes the payment along": [
        (SERVER + "test_shop.py", "test_a_redirect_never_takes_the_payment_along"),
        (SERVER + "test_money.py", "test_a_redirect_of_a_paid_request_is_not_followed")],
    "a way inside through the address": [
        ("OutboundTests/CurlClientTests.swift", "whatIsInsideIsRefused"),
        ("OutboundTests/CurlClientTests.swift", "metadataIsRefusedWhateverIsConfigured")],
    "injected words pay": [
        ("OrchestrationTests/AdversarialModelTests.swift", "noAnswerOfAModelLoosensAnything"),
        HOSTILE],
    "a loop drains the budget": [
        ("StoreTests/MoneyRaceTests.swift", "aThousandAtOnceUseTheBudgetAndNothingMore")],
    "a window that stays open": [
        OFFER, (SERVER + "test_money.py", "test_the_window_is_short_whatever_the_seller_asks")],
    "unlimited approvals": [
        ("OutboundTests/RouterExchangeTests.swift", "liquidityComesOutForAtLeastWhatWasAgreed"),
        (X402 + "OfferChoiceTests.swift", "permit2IsSignedForTheAmountOfTheOfferAndItsOwnSpender"),
        (SERVER + "test_metered.py",
         "test_a_ceiling_above_the_policy_is_refused_whatever_it_would_come_to")],
    "a wallet's factory called": [
        (SERVER + "test_wallets.py", "test_a_wallet_that_is_not_there_yet_is_refused")],
    "the twin of a signature": [
        (SERVER + "test_wallets.py", "test_the_high_twin_of_a_signature_is_refused")],
    "a facilitator lies or is down": [
        (SERVER + "test_x402_rows.py", "test_a_facilitators_word_is_held_against_our_own_node"),
        (SERVER + "test_shop.py", "test_without_proof_of_settlement_nothing_leaves"),
        (SERVER + "test_shop.py", "test_what_is_not_verified_is_not_served")],
    "the facilitator's gas is burned": [
        (SERVER + "test_x402_rows.py", "test_strangers_do_not_burn_real_fees")],
    "a paid answer is cached": [
        (SERVER + "test_x402_rows.py", "test_a_paid_answer_is_private_and_says_what_it_depends_on"),
        (SERVER + "test_shop.py", "test_a_file_is_sold_and_a_402_is_not_cached")],
    "a path around the price": [
        (SERVER + "test_shop.py", "test_an_odd_path_gets_nothing_unpaid"),
        (SERVER + "test_shop.py", "test_no_other_method_gets_it_unpaid")],
    "two payment headers, long ones": [
        (X402 + "PricedResourceTests.swift", "twoPaymentHeadersAreRefused"),
        (X402 + "HeaderTests.swift", "aHeaderThatIsTooLongIsNotRead")],
    "secrets in logs": [
        (SERVER + "test_money.py", "test_signed_bytes_are_in_no_log_and_no_answer")],
    "a catalogue that steers": [
        (SERVER + "test_services.py", "test_a_discovery_list_is_taken_over_as_hints")],
}

CHECKS = {
    "9 what is no amount": [
        (SERVER + "test_money.py", "test_what_is_no_amount_is_refused_and_nothing_is_signed"),
        (SERVER + "test_x402_rows.py", "test_an_amount_is_text_and_anything_else_is_a_400")],
    "10 the same symbol, another contract": [HOSTILE, OFFER],
    "11 payees that look alike, zero, the token itself": [
        HOSTILE, (SERVER + "test_money.py", "test_the_tokens_own_contract_is_nobody_to_pay"),
        (SERVER + "test_money.py", "test_another_payee_at_one_host_waits_for_a_person")],
    "12 more than was quoted": [
        (SERVER + "test_money.py", "test_a_dearer_offer_than_the_caller_allows_is_refused"),
        (X402 + "OfferChoiceTests.swift", "aPriceThatHasRisenIsRefused")],
    "13 another payee between two calls": [
        (SERVER + "test_money.py", "test_another_payee_at_one_host_waits_for_a_person")],
    "14 real money while the agent is for trying": [
        HOSTILE, (SIGNING + "TradeTests.swift", "theSandboxSignsNothingForRealMoney")],
    "15 a domain of the seller's own": [HOSTILE, OFFER],
    "16 a huge window": [
        OFFER, (SERVER + "test_money.py", "test_the_window_is_short_whatever_the_seller_asks")],
    "17 another scheme than was asked, unlimited allowances": [
        HOSTILE, (SERVER + "test_metered.py",
                  "test_a_ceiling_above_the_policy_is_refused_whatever_it_would_come_to")],
    "18 a redirect to another host": [
        (SERVER + "test_shop.py", "test_a_redirect_never_takes_the_payment_along")],
    "19 payment headers in logs and elsewhere": [
        (SERVER + "test_money.py", "test_signed_bytes_are_in_no_log_and_no_answer"),
        (SERVER + "test_shop.py", "test_an_upstream_is_sold_with_its_query_and_without_the_payment")],
    "20 our own signature replayed": [
        (SERVER + "test_money.py", "test_whatever_a_seller_says_money_is_counted_once")],
    "21 two workers, one intent": [
        ("OrchestrationTests/PaymentsTests.swift", "theSameKeyPaysOnceAndAnotherPaymentMayNotUseIt"),
        (SERVER + "test_race.py",
         "test_many_processes_spend_one_budget_and_not_a_cent_more")],
    "22 a retry is the same bytes": [
        (SERVER + "test_money.py", "test_a_retry_sends_the_same_bytes_and_one_settlement_counts")],
    "23 a restored backup": [
        (SERVER + "test_restore.py",
         "test_a_restored_backup_signs_nothing_until_a_person_has_compared_it")],
    "a real seller where nothing is real": [
        (X402 + "OfferChoiceTests.swift", "whereNothingIsRealOnlySimulatedSellersAreTaken"),
        (SERVER + "test_x402_rows.py", "test_a_real_seller_gets_no_signature_on_a_simulated_network")],
}


def test_no_row_is_missing():
    assert len(FAILURES) == 24
    assert [int(row.split()[0]) for row in CHECKS if row[0].isdigit()] == list(range(9, 24))


@pytest.mark.parametrize("row", [*FAILURES, *CHECKS])
def test_a_row_is_held_by_tests_that_are_there(row):
    for file, name in {**FAILURES, **CHECKS}[row]:
        text = (TESTS / file).read_text()
        known = name in text if " " in name else f"func {name}(" in text or f"def {name}(" in text
        assert known, (file, name)


# Rows that had no test of their own


@pytest.mark.parametrize("amount", [
    0.05, 1, 0, -1, True, None, [], {}, "", "1e3", "-1", "+1", "0", "0.000", "1,5", "0x1", "٣", "NaN",
    "Infinity", str(2**256), str(2**128), "9" * 80, "0." + "1" * 19, ".", "1.", ".5", " 1", "1 "])
@pytest.mark.parametrize("path, body", [
    ("/api/v1/wallet/transfer", {"recipient": "0x" + "52" * 20, "token": "USDC"})])
def test_an_amount_is_text_and_anything_else_is_a_400(server, path, body, amount):
    answer = server.post(path, {**body, "amount": amount})
    assert answer.status == 400 and answer.json["code"] == "invalid_amount", answer


def test_a_real_seller_gets_no_signature_on_a_simulated_network(server):
    from seller import Seller
    from test_agents import agent_of
    from test_runtime import RECIPIENT, buy, units

    payer = agent_of(server, "an agent called tourist that buys data, at most $1 a payment and $5 a "
                     "day, never ask me for approval")
    before = units(server)
    with Seller(server, pay_to=RECIPIENT) as seller:
        seller.offer["extra"] = {k: v for k, v in seller.offer["extra"].items() if k != "simulated"}
        done = buy(server, {"url": seller.url, "agent": payer}).json
        assert done["status"] == "refused" and "PAYGENT_CHAINS" in done["result"], done
        assert not seller.headers
    assert units(server) == before


def test_strangers_do_not_burn_real_fees(tmp_path):
    from paygent import Server

    nowhere = {"PAYGENT_CHAINS": "eip155:8453=http://127.0.0.1:9", "PAYGENT_SIGN_ON_MAINNETS": "base"}
    body = {
        "x402Version": 2, "paymentRequirements": (offer := {
            "scheme": "exact", "network": "eip155:8453", "amount": "1", "payTo": "0x" + "22" * 20,
            "asset": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "maxTimeoutSeconds": 60,
            "extra": {"name": "USD Coin", "version": "2"}}),
        "paymentPayload": {"x402Version": 2, "accepted": offer, "payload": {
            "signature": "0x" + "11" * 65, "authorization": {
                "from": "0x" + "33" * 20, "to": "0x" + "22" * 20, "value": "1", "validAfter": "0",
                "validBefore": "99999999999", "nonce": "0x" + "44" * 32}}}}
    with Server(tmp_path / "open", command="facilitator", environment=nowhere) as stranger:
        refused = stranger.post("/settle", body)
        assert refused.status == 403 and refused.json["code"] == "facilitator_closed", refused
    key = "a-key-of-sixteen-and-more"
    with Server(tmp_path / "keyed", command="facilitator",
                environment={**nowhere, "PAYGENT_API_KEYS": key}) as box:
        assert box.post("/settle", body).status == 401
        assert box.post("/settle", body, headers={"X-API-Key": key}).status == 503  # no node answers


def test_a_payment_that_a_stranger_presents_is_accepted_once(tmp_path):
    from devnet import Devnet
    from eth_account import Account
    from paygent import Server
    from test_wallets import order

    with Devnet(tmp_path) as net:
        payer, key = net.account("payer1")
        with Server(tmp_path / "box", command="facilitator", environment=net.setting) as box:
            body = order(net, payer, key)
            assert box.post("/verify", body).json["isValid"] is True
            signed = body["paymentPayload"]["payload"]
            words = signed["authorization"]
            data = "0xe3ee160e" + "".join(
                part[2:].lower().rjust(64, "0") if part.startswith("0x") else f"{int(part):064x}"
                for part in (words[name] for name in
                             ("from", "to", "value", "validAfter", "validBefore", "nonce")))
            r, s, v = signed["signature"][2:66], signed["signature"][66:130], signed["signature"][130:]
            stranger, secret = net.account("facilitator")
            net.fund(stranger, coins=10)
            raw = Account.sign_transaction({
                "chainId": 338, "type": 2, "to": net.usd, "value": 0, "gas": 200_000,
                "nonce": int(net.rpc("eth_getTransactionCount", stranger), 16),
                "maxFeePerGas": 10**12, "maxPriorityFeePerGas": 10**9,
                "data": data + f"{int(v, 16):064x}" + r + s}, secret)
            sent = net.rpc("eth_sendRawTransaction", "0x" + bytes(raw.raw_transaction).hex())
            assert net.rpc("eth_getTransactionReceipt", sent)["status"] == "0x1"
            settled = box.post("/settle", body).json
            assert settled["success"] is True and settled["transaction"] == sent, settled
            again = box.post("/settle", body).json
            assert again["errorReason"] == "invalid_exact_evm_nonce_already_used"


def test_a_facilitators_word_is_held_against_our_own_node(tmp_path):
    """It names a transaction, even one that is there: what counts is that the payee was paid."""
    import json

    from devnet import Devnet
    from paygent import Server
    from test_periods import header, offered, settlement
    from test_shop import GOODS, NETWORK, Pretender
    from test_wallets import order

    liar = Pretender()
    (tmp_path / "goods.json").write_text(GOODS)
    with Devnet(tmp_path) as net, Server(
            tmp_path / "box", command="facilitator", environment=net.setting) as box:
        gas = json.loads((box.data / "keystore.json").read_text())["address"]
        net.fund("0x" + gas.removeprefix("0x"), coins=100)
        (tmp_path / "routes.json").write_text(json.dumps({"routes": [
            {"path": "/goods", "price": "0.01 USDC", "network": NETWORK, "file": str(tmp_path / "goods.json"),
             "pay_to": net.account("merchant")[0]}]}))
        with Server(tmp_path / "shop", "--routes", str(tmp_path / "routes.json"), "--facilitator", liar.url,
                    command="seller", environment=net.setting) as shop:
            required = offered(shop, "/goods")
            body = order(net, *net.account("payer2"), amount=10_000)
            paid = header({"x402Version": 2, "accepted": required["accepts"][0], "resource": required["resource"],
                           "payload": body["paymentPayload"]["payload"]})
            elsewhere = order(net, *net.account("payer3"), amount=10_000)
            real = box.post("/settle", elsewhere).json["transaction"]
            liar.says("/verify", {"isValid": True})
            for named in ("0x" + "ab" * 32, real):
                liar.says("/settle", {"success": True, "transaction": named, "network": NETWORK})
                answer = shop.call("GET", "/goods", headers=paid, timeout=60)
                assert answer.status == 402 and "secret" not in answer.text, answer
            settled = box.post("/settle", body).json
            assert settled["success"] is True
            answer = shop.call("GET", "/goods", headers=paid, timeout=60)
            assert answer.status == 200 and answer.text == GOODS, answer
            told = settlement(answer)
            assert told["transaction"] == settled["transaction"], "not the one that was named"
    liar.server.shutdown()


def test_ten_thousand_units_are_a_cent_to_everybody(server):
    """The offer counts atomic units, people read tokens, and nobody scales a second time."""
    from seller import Seller
    from test_agents import agent_of
    from test_runtime import RECIPIENT, buy, units

    payer = agent_of(server, "an agent called counter that buys data, at most $0.02 a payment and $5 a day, "
                     "ask me above 1 cent")
    before = units(server)
    with Seller(server, pay_to=RECIPIENT, amount="10000") as seller:
        done = buy(server, {"url": seller.url, "agent": payer}).json
    assert done["status"] == "completed" and done["payments"][0]["amount"]["amount"] == "0.01", done
    assert before - units(server) == 10_000
    for amount, status in (("10001", "awaiting_approval"), ("20001", "refused")):
        with Seller(server, pay_to=RECIPIENT, amount=amount) as seller:
            done = buy(server, {"url": seller.url, "agent": payer}).json
        assert done["status"] == status, done
        if status == "awaiting_approval":
            assert done["approvals"][0]["payment"]["amount"]["amount"] == "0.010001", done
    assert before - units(server) == 10_000


def test_a_paid_answer_is_private_and_says_what_it_depends_on(tmp_path):
    """Whatever the upstream says of caches."""
    import json

    from eth_account import Account
    from paygent import Server
    from test_periods import header, offered, signed
    from test_shop import NETWORK, Pretender

    upstream = Pretender()
    upstream.says("/data", {"secret": "goods"}, **{"Cache-Control": "public, max-age=86400", "Age": "1"})
    (tmp_path / "routes.json").write_text(json.dumps({"routes": [
        {"path": "/data", "price": "0.01 USDC", "network": NETWORK, "upstream": upstream.url + "/data"}]}))
    with Server(tmp_path / "shop", "--routes", str(tmp_path / "routes.json")) as shop:
        keystore = json.loads((shop.data / "keystore.json").read_text())
        shop.key = Account.decrypt(keystore, (shop.data / "passphrase").read_text().strip())
        asked = shop.get("/data")
        assert asked.status == 402 and asked.headers["cache-control"] == "no-store"
        answer = shop.get("/data", headers=header(signed(shop, offered(shop, "/data"))))
        assert answer.status == 200, answer
        assert "private" in answer.headers["cache-control"] and "public" not in answer.headers["cache-control"]
        assert "payment-signature" in answer.headers["vary"].lower(), answer.headers
    upstream.server.shutdown()


def test_a_payment_can_be_followed_back_in_the_journal(server):
    """Quote, rule and decision, nonce, transaction and receipt; and never the signature."""
    import json

    from seller import Seller, decoded
    from test_agents import agent_of
    from test_runtime import RECIPIENT, buy

    payer = agent_of(server, "an agent called traceable that buys data, at most $1 a payment and $5 a day, never ask "
                     "me for approval")
    with Seller(server, pay_to=RECIPIENT, amount="12000") as seller:
        done = buy(server, {"url": seller.url, "agent": payer}).json
        sent = seller.headers[0]
    [payment] = done["payments"]
    records, cursor = [], None
    while True:
        page = server.get("/api/v1/audit?limit=500" + (f"&cursor={cursor}" if cursor else "")).json
        records += [one for one in page["items"] if payment["id"] in json.dumps(one)]
        cursor = page["next_cursor"]
        if not cursor:
            break
    kinds = [one["kind"] for one in records]
    assert kinds == ["allowed", "signed", "paid", "tool_end"], kinds
    allowed, signed, paid, told = map(json.dumps, records)
    assert '"12000"' in allowed and RECIPIENT.lower() in allowed.lower(), "the quote"
    assert records[0]["detail"]["reason"]["rule"], records[0]
    authorization = decoded(sent)["payload"]["authorization"]
    assert authorization["nonce"] in signed and payment["transaction"] in paid
    signature = decoded(sent)["payload"]["signature"]
    assert all(signature not in text and sent not in text for text in (allowed, signed, paid, told))
