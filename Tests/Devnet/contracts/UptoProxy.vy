#pragma version ~=0.4.3
#pragma evm-version cancun
"""
@title x402's spender of metered payments over Permit2
@notice Pays whom the payer's witness names, as much as the facilitator that it names says, up to
        the permitted amount; placed at its own address.
"""

struct TokenPermissions:
    token: address
    amount: uint256

struct PermitTransferFrom:
    permitted: TokenPermissions
    nonce: uint256
    deadline: uint256

struct SignatureTransferDetails:
    to: address
    requestedAmount: uint256

struct Witness:
    to: address
    facilitator: address
    validAfter: uint256

interface SignatureTransfer:
    def permitWitnessTransferFrom(
        permit: PermitTransferFrom, transferDetails: SignatureTransferDetails, owner: address,
        witness: bytes32, witnessTypeString: String[512], signature: Bytes[2048],
    ): nonpayable

PERMIT2: constant(address) = 0x000000000022D473030F116dDEE9F6B43aC78BA3
WITNESS: constant(bytes32) = keccak256("Witness(address to,address facilitator,uint256 validAfter)")
WITNESS_STRING: constant(String[192]) = "Witness witness)TokenPermissions(address token,uint256 amount)Witness(address to,address facilitator,uint256 validAfter)"


@external
def settle(
    permit: PermitTransferFrom, amount: uint256, owner: address, witness: Witness,
    signature: Bytes[2048],
):
    assert msg.sender == witness.facilitator, "UnauthorizedFacilitator"
    assert amount <= permit.permitted.amount, "AmountExceedsPermitted"
    assert amount > 0, "InvalidAmount"
    assert block.timestamp >= witness.validAfter, "PaymentTooEarly"
    assert witness.to != empty(address), "InvalidDestination"
    assert owner != empty(address), "InvalidOwner"
    extcall SignatureTransfer(PERMIT2).permitWitnessTransferFrom(
        permit, SignatureTransferDetails(to=witness.to, requestedAmount=amount), owner,
        keccak256(abi_encode(WITNESS, witness.to, witness.facilitator, witness.validAfter)),
        WITNESS_STRING, signature)
