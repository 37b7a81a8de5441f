internal import CSecp256k1
public import Domain

/// A secret key and the account that it controls.
///
/// The public key is kept with them: to check a signature against it costs four fifths of recovering
/// it from the signature.
public struct KeyPair: Sendable {
    public let address: Address
    let secret: SecretKey
    let publicKey: secp256k1_pubkey

    /// Nil when the library refuses the key.
    public init?(_ secret: SecretKey) {
        guard let publicKey = Secp256k1.shared.publicKey(of: secret),
            let address = Secp256k1.shared.address(of: publicKey)
        else { return nil }
        self.init(address: address, secret: secret, publicKey: publicKey)
    }

    init(address: Address, secret: SecretKey, publicKey: secp256k1_pubkey) {
        self.address = address
        self.secret = secret
        self.publicKey = publicKey
    }
}
