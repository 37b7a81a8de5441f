internal import CSecp256k1
public import Domain
public import Hashing
public import X402

/// The curve of Ethereum's signatures, by libsecp256k1: deterministic nonces (RFC 6979), low s.
@safe public final class Secp256k1: @unchecked Sendable {
    // Sendable: libsecp256k1 only reads a context after it was randomised in `init`.
    private let context: OpaquePointer

    /// One for the process: making a context costs more than a hundred signatures.
    public static let shared = Secp256k1()

    private init() {
        guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
            preconditionFailure("no memory for a curve context")
        }
        unsafe self.context = context
        let seed = Entropy.bytes(32)
        // Blinds against side channels; without it signatures are the same.
        let blinded = unsafe secp256k1_context_randomize(context, seed)
        precondition(blinded == 1, "the context takes any seed")
    }

    deinit { unsafe secp256k1_context_destroy(context) }

    public static let recover: RecoverSigner = { signature, digest in
        Secp256k1.shared.address(thatSigned: digest, as: signature)
    }

    /// A new key from the kernel's entropy.
    public func makeKey() -> SecretKey? {
        unsafe SecretKey { buffer in
            unsafe Entropy.fill(buffer)
            return unsafe isKey(buffer)
        }
    }

    /// Nil unless there are 32 bytes that are a key: not zero, below the order of the curve.
    public func key(_ bytes: [UInt8]) -> SecretKey? {
        guard bytes.count == 32 else { return nil }
        return unsafe SecretKey { buffer in
            unsafe buffer.copyBytes(from: bytes)
            return unsafe isKey(buffer)
        }
    }

    private func isKey(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard let start = buffer.baseAddress else { return false }
        return unsafe secp256k1_ec_seckey_verify(
            context, start.assumingMemoryBound(to: UInt8.self)) == 1
    }

    /// The account that the key controls.
    public func address(of key: SecretKey) -> Address? {
        publicKey(of: key).flatMap { address(of: $0) }
    }

    func publicKey(of key: SecretKey) -> secp256k1_pubkey? {
        var publicKey = secp256k1_pubkey()
        let made = unsafe key.withBytes {
            unsafe secp256k1_ec_pubkey_create(context, &publicKey, $0)
        }
        return made == 1 ? publicKey : nil
    }

    /// Signs, and checks the result against the public key: nil rather than a signature that a
    /// fault has spoilt, for such a one can give the key away.
    public func sign(_ digest: Bytes32, with pair: KeyPair) -> Signature? {
        var recoverable = secp256k1_ecdsa_recoverable_signature()
        let signed = unsafe pair.secret.withBytes {
            unsafe secp256k1_ecdsa_sign_recoverable(
                context, &recoverable, digest.bytes, $0, nil, nil)
        }
        guard signed == 1, isValid(recoverable, of: digest, by: pair.publicKey) else { return nil }
        var compact = [UInt8](repeating: 0, count: 64)
        var recoveryID: Int32 = 0
        let written = unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
            context, &compact, &recoveryID, &recoverable)
        guard written == 1, let r = Bytes32(Array(compact[0..<32])),
            let s = Bytes32(Array(compact[32..<64])), let id = UInt8(exactly: recoveryID),
            let signature = Signature(r: r, s: s, recoveryID: id), signature.hasLowS
        else { return nil }
        return signature
    }

    private func isValid(
        _ recoverable: secp256k1_ecdsa_recoverable_signature, of digest: Bytes32,
        by publicKey: secp256k1_pubkey
    ) -> Bool {
        var (recoverable, publicKey) = (recoverable, publicKey)
        var plain = secp256k1_ecdsa_signature()
        let converted = unsafe secp256k1_ecdsa_recoverable_signature_convert(
            context, &plain, &recoverable)
        guard converted == 1 else { return false }
        return unsafe secp256k1_ecdsa_verify(context, &plain, digest.bytes, &publicKey) == 1
    }

    /// Whose key made the signature; nil when no key did.
    public func address(thatSigned digest: Bytes32, as signature: Signature) -> Address? {
        var recoverable = secp256k1_ecdsa_recoverable_signature()
        let read = unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
            context, &recoverable, signature.r.bytes + signature.s.bytes,
            Int32(signature.recoveryID))
        guard read == 1 else { return nil }
        var publicKey = secp256k1_pubkey()
        let recovered = unsafe secp256k1_ecdsa_recover(
            context, &publicKey, &recoverable, digest.bytes)
        guard recovered == 1 else { return nil }
        return address(of: publicKey)
    }

    /// The last twenty bytes of the Keccak digest of x‖y. Source: Ethereum yellow paper, (320).
    func address(of publicKey: secp256k1_pubkey) -> Address? {
        var publicKey = publicKey
        var encoded = [UInt8](repeating: 0, count: 65)
        var count = encoded.count
        let written = unsafe secp256k1_ec_pubkey_serialize(
            context, &encoded, &count, &publicKey, UInt32(SECP256K1_EC_UNCOMPRESSED))
        guard written == 1, count == 65 else { return nil }
        return Address(bytes: Array(Keccak256.hash(encoded.dropFirst()).suffix(20)))
    }
}
