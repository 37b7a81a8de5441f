"""The twenty checks that an implementation of x402 must pass, and the tests that hold them.

A name that is not in its file any more fails here, so that no check is lost by a renaming.
"""

import pathlib

import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]
X402, SIGNING, SERVER = "X402Tests/", "SigningTests/", "Server/"

CHECKS = {
    "1 vectors": [
        (X402 + "TypedDataTests.swift", "separatorStructAndDigestEqualTheVectors"),
        (X402 + "CallDataTests.swift", "settlementCallsEqualTheVectors"),
        (X402 + "CallDataTests.swift", "aTransactionOfTypeTwoEqualsTheVector"),
        (SIGNING + "Secp256k1Tests.swift", "theVectorsOfX402ComeOutByteEqual"),
        (SIGNING + "Secp256k1Tests.swift", "theSampleOfTheSpecificationRecoversToItsPayer"),
    ],
    "2 changed data never verifies": [
        (X402 + "VerificationTests.swift", "aFaultHasItsOwnCode"),
        (X402 + "VerificationTests.swift", "aRecoveryIDOfZeroOrOneIsAccepted"),
        (SERVER + "test_wallets.py", "test_the_high_twin_of_a_signature_is_refused"),
        (SERVER + "test_wallets.py", "test_v_of_zero_or_one_settles"),
    ],
    "3 headers survive": [
        (X402 + "HeaderTests.swift", "aPaymentHeaderSurvivesReadingAndWriting"),
        (X402 + "HeaderTests.swift", "theSettlementHeaderIsRead"),
    ],
    "4 choice of version": [
        (X402 + "HeaderTests.swift", "theOfferHeaderOfVersionTwoIsRead"),
        (X402 + "DemandTests.swift", "a402ThatIsNotOursCannotBeRead"),
        (SERVER + "test_interop.py", "test_version_1_on_our_server"),
        (SERVER + "test_interop.py", "test_version_2_in_every_combination"),
    ],
    "5 tolerant reading": [
        (X402 + "HeaderTests.swift", "theBodiesThatCronosServersSendAreRead"),
        (X402 + "HeaderTests.swift", "aHeaderThatIsTooLongIsNotRead"),
        (X402 + "PricedResourceTests.swift", "twoPaymentHeadersAreRefused"),
    ],
    "6 money": [
        ("DomainTests/DomainTests.swift", "readsAndPrintsExactly"),
        ("DomainTests/DomainTests.swift", "everyAmountSurvivesAsAtomicUnits"),
        (X402 + "HeaderTests.swift", "anAmountIsDigitsAndNothingElse"),
    ],
    "7 one payment a call": [
        (SERVER + "test_mcp_paying.py",
         "test_who_asks_again_for_more_or_for_another_payee_is_signed_nothing_else"),
        (SERVER + "test_shop.py", "test_a_seller_that_asks_for_ever_is_paid_once_at_most"),
    ],
    "8 frozen quote": [
        (X402 + "OfferChoiceTests.swift", "aPriceThatHasRisenIsRefused"),
        (X402 + "OfferChoiceTests.swift", "anotherPayeeThanTheQuotedOneIsRefused"),
        (SIGNING + "TradeTests.swift", "onlyTheAmountThatWasDecidedOnIsSigned"),
    ],
    "9 limits under a hundred at once": [
        ("StoreTests/MoneyRaceTests.swift", "aThousandAtOnceUseTheBudgetAndNothingMore"),
        ("StoreTests/MoneyRaceTests.swift", "twoProcessesShareOneBudget"),
    ],
    "10 pinned domain": [
        (X402 + "OfferChoiceTests.swift", "aTokenWithoutAPinnedDomainIsRefused"),
        (X402 + "OfferChoiceTests.swift", "eachFaultIsRefusedByItsName"),
        (SERVER + "test_chains.py",
         "test_a_token_that_is_not_what_the_table_says_is_never_signed_for"),
    ],
    "11 no leak, no way inside": [
        ("OutboundTests/CurlClientTests.swift", "aRedirectIsReportedAndNotFollowed"),
        ("OutboundTests/CurlClientTests.swift", "whatIsInsideIsRefused"),
        ("OutboundTests/CurlClientTests.swift", "metadataIsRefusedWhateverIsConfigured"),
        (SERVER + "test_shop.py", "test_a_redirect_never_takes_the_payment_along"),
        (SERVER + "test_shop.py", "test_an_offer_for_another_host_is_not_paid"),
    ],
    "12 table and order of verification": [
        (X402 + "VerificationTests.swift", "aFaultHasItsOwnCode"),
        (X402 + "VerificationTests.swift", "theOrderOfTheChecksDecidesWhichCodeIsTold"),
        (X402 + "VerificationTests.swift", "theMarginIsSixSeconds"),
        (SERVER + "test_permit2.py", "test_each_changed_member_is_refused_by_its_name"),
    ],
    "13 replay": [
        (SERVER + "test_interop.py", "test_one_payment_sent_fifty_times_at_once_buys_once"),
        (SERVER + "test_shop.py", "test_a_payment_stays_spent_after_a_restart"),
        (SIGNING + "FacilitatorTests.swift", "fiftyAtOnceMoveTheMoneyOnce"),
    ],
    "14 another resource": [
        (X402 + "PricedResourceTests.swift", "aPaymentForAnotherOfferIsRefused"),
        (X402 + "PricedResourceTests.swift", "aPaymentForTheOfferIsPassedOnWithOurOwnOffer"),
        (SERVER + "test_shop.py", "test_a_payment_for_one_path_is_not_one_for_a_dearer_one"),
    ],
    "15 ambiguous settlement": [
        (SERVER + "test_shop.py",
         "test_an_ambiguous_settlement_is_tried_again_with_the_same_payment"),
        (SERVER + "test_chains.py",
         "test_a_lost_answer_ends_as_paid_by_the_chains_own_word"),
        (SIGNING + "TradeTests.swift", "aLostAnswerIsFoundOnTheChain"),
    ],
    "16 proof of settlement": [
        (SERVER + "test_shop.py", "test_without_proof_of_settlement_nothing_leaves"),
        (SERVER + "test_shop.py", "test_a_handler_that_fails_settles_nothing"),
        (SERVER + "test_x402_rows.py", "test_a_facilitators_word_is_held_against_our_own_node"),
        (X402 + "DemandTests.swift", "onlyASettlementWithATransactionIsTakenAsPaid"),
    ],
    "17 facilitator over HTTP": [
        (SERVER + "test_x402.py", "test_the_facilitator_verifies_and_settles_for_others"),
        (SIGNING + "FacilitatorTests.swift", "theBodyThatCronosClientsSendIsTaken"),
        ("OutboundTests/DevnetTests.swift", "manyPaymentsAtOnceAllSettle"),
    ],
    "18 contract wallets": [
        (SERVER + "test_wallets.py", "test_a_contract_wallets_payment_settles_once"),
        (SERVER + "test_wallets.py", "test_what_the_wallet_does_not_take_is_refused"),
        (SERVER + "test_wallets.py", "test_a_key_does_not_count_at_an_address_with_code"),
        (SERVER + "test_wallets.py", "test_a_wallet_that_is_not_there_yet_is_refused"),
        (SERVER + "test_wallet_sign_in.py", "test_what_the_wallet_does_not_take_opens_nothing"),
        (X402 + "VerificationTests.swift", "aWrappedSignatureIsUnwrappedAndItsFactoryNotObeyed"),
    ],
    "19 caches, odd paths, other transports": [
        (X402 + "TransportTests.swift", "anOfferIsReadFromEachPlaceThatServersUse"),
        (X402 + "TransportTests.swift", "paymentAndSettlementTravelInTheirOwnPlaces"),
        (X402 + "TransportTests.swift", "eachStepOfAPaymentSurvivesTheMessage"),
        (SERVER + "test_periods.py", "test_a_tool_is_listed_priced_and_sold"),
        (SERVER + "test_mcp_paying.py", "test_a_priced_tool_is_paid_for_and_called_again"),
        (SERVER + "test_mcp_paying.py",
         "test_what_says_nothing_that_the_chain_confirms_stays_reserved"),
        (SERVER + "test_periods.py", "test_the_sdk_reads_our_offer_and_our_receipt"),
        (SERVER + "test_shop.py", "test_a_file_is_sold_and_a_402_is_not_cached"),
        (SERVER + "test_shop.py", "test_an_odd_path_gets_nothing_unpaid"),
        (SERVER + "test_shop.py", "test_no_other_method_gets_it_unpaid"),
    ],
    "20 idempotency and audit": [
        (X402 + "MeterTests.swift", "aNameIsFilledInOnlyWhereItIsAskedFor"),
        (SERVER + "test_periods.py", "test_a_payment_with_a_name_is_answered_the_same_again"),
        (SERVER + "test_periods.py",
         "test_a_name_that_is_none_is_refused_and_nothing_is_charged"),
        ("OrchestrationTests/PaymentsTests.swift",
         "theSameKeyPaysOnceAndAnotherPaymentMayNotUseIt"),
        ("StoreTests/MoneyStoreContract.swift", "theJournalIsReadByPosition"),
        (SERVER + "test_chains.py", "test_a_transfer_moves_the_money_on_the_chain_once"),
        (SERVER + "test_x402_rows.py", "test_a_payment_can_be_followed_back_in_the_journal"),
    ],
}


def test_there_are_twenty_checks():
    assert sorted(int(name.split()[0]) for name in CHECKS) == list(range(1, 21))


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_is_held_by_tests_that_are_there(check):
    for file, name in CHECKS[check]:
        text = (TESTS / file).read_text()
        assert f"func {name}(" in text or f"def {name}(" in text, (file, name)
