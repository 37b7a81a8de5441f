#pragma version ~=0.4.3
#pragma evm-version cancun
"""
@title The part of Permit2 that x402 uses: transfers by signature with a witness
@notice Same types, domain, nonces and calls as the deployed contract; placed at its address.
"""

interface ERC20:
    def transferFrom(owner: address, to: address, amount: uint256) -> bool: nonpayable

interface Wallet:
    def isValidSignature(digest: bytes32, signature: Bytes[2048]) -> bytes4: view

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

TOKEN_PERMISSIONS: constant(bytes32) = keccak256("TokenPermissions(address token,uint256 amount)")
DOMAIN: constant(bytes32) = keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)")
STUB: constant(String[128]) = "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,"

nonceBitmap: public(HashMap[address, HashMap[uint256, uint256]])


@external
@view
def DOMAIN_SEPARATOR() -> bytes32:
    return self._domain()


@internal
@view
def _domain() -> bytes32:
    return keccak256(abi_encode(DOMAIN, keccak256("Permit2"), chain.id, self))


@internal
@view
def _check(owner: address, digest: bytes32, signature: Bytes[2048]):
    if owner.is_contract:
        assert staticcall Wallet(owner).isValidSignature(digest, signature) == 0x1626ba7e, "InvalidContractSignature"
        return
    assert len(signature) == 65, "InvalidSignatureLength"
    r: uint256 = convert(extract32(signature, 0), uint256)
    s: uint256 = convert(extract32(signature, 32), uint256)
    v: uint256 = convert(slice(signature, 64, 1), uint256)
    signer: address = ecrecover(digest, v, r, s)
    assert signer != empty(address), "InvalidSignature"
    assert signer == owner, "InvalidSigner"


@external
def permitWitnessTransferFrom(
    permit: PermitTransferFrom, transferDetails: SignatureTransferDetails, owner: address,
    witness: bytes32, witnessTypeString: String[512], signature: Bytes[2048],
):
    assert block.timestamp <= permit.deadline, "SignatureExpired"
    assert transferDetails.requestedAmount <= permit.permitted.amount, "InvalidAmount"
    place: uint256 = permit.nonce >> 8
    bit: uint256 = 1 << (permit.nonce & 255)
    assert self.nonceBitmap[owner][place] & bit == 0, "InvalidNonce"
    self.nonceBitmap[owner][place] |= bit
    permitted: bytes32 = keccak256(
        abi_encode(TOKEN_PERMISSIONS, permit.permitted.token, permit.permitted.amount))
    message: bytes32 = keccak256(abi_encode(
        keccak256(concat(STUB, witnessTypeString)), permitted, msg.sender, permit.nonce,
        permit.deadline, witness))
    self._check(owner, keccak256(concat(b"\x19\x01", self._domain(), message)), signature)
    assert extcall ERC20(permit.permitted.token).transferFrom(
        owner, transferDetails.to, transferDetails.requestedAmount, default_return_value=True)
