/// Takes out of a text what nobody else may read: keys, tokens, seed-like long codes.
///
/// By shape, so that it is fast and needs no list: a payment address (40 hex digits) stays, because
/// it is public and the talk is about it; a private key (64 hex digits) goes.
public enum SecretRedaction {
    public static let mark = "[secret]"

    public static func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var position = 0
        var isNextSecret = false
        while position < bytes.count {
            let start = position
            while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
            guard position > start else {
                kept.append(bytes[position])
                position += 1
                continue
            }
            let word = bytes[start..<position]
            let isSecret = isNextSecret && word.count >= 8 || looksSecret(word)
            kept += isSecret ? Array(mark.utf8)[...] : word
            isNextSecret = announcesSecret(word)
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// "Bearer", "password=", "api_key:": what follows is secret whatever its shape.
    private static func announcesSecret(_ word: ArraySlice<UInt8>) -> Bool {
        let lower = String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
        return ["bearer", "password", "passphrase", "api_key", "apikey", "api-key", "secret"]
            .contains(lower)
    }

    private static func looksSecret(_ word: ArraySlice<UInt8>) -> Bool {
        if prefixes.contains(where: { word.starts(with: $0) }) { return word.count >= 16 }
        let digits = word.starts(with: [0x30, 0x78]) ? word.dropFirst(2) : word
        if digits.count == 64, digits.allSatisfy(isHexDigit) { return true }
        let isToken = word.starts(with: Array("eyJ".utf8)) && word.count >= 40
        return isToken || word.count >= 32 && isMixed(word) && !isAddress(digits)
    }

    /// Keys of model providers, code hosts, chat and payment services, cloud and package sites.
    private static let prefixes: [[UInt8]] = [
        "sk-", "sk_", "rk_", "pk_live", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox",
        "AKIA", "ASIA", "AIza", "hf_", "pypi-", "npm_", "whsec_",
    ].map { Array($0.utf8) }

    private static func isAddress(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count == 40 && digits.allSatisfy(isHexDigit)
    }

    /// Capitals, small letters and digits in one long word: no language has such words.
    private static func isMixed(_ word: ArraySlice<UInt8>) -> Bool {
        let digits = word.count { $0 &- 0x30 < 10 }
        return digits >= 4 && word.contains { $0 &- 0x41 < 26 } && word.contains { $0 &- 0x61 < 26 }
            && !word.contains(UInt8(ascii: "."))
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
    }

    /// Letters, digits, and what stands inside of keys.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}

extension ModelRequest {
    /// Without secrets in what people and tools said. The rules are our own and stay.
    public var redacted: ModelRequest {
        var request = self
        request.messages = messages.map { message in
            switch message {
            case .user(let text): .user(SecretRedaction.redacted(text))
            case .assistant(let text, let calls):
                .assistant(SecretRedaction.redacted(text), calls: calls)
            case .toolResult(let id, let text):
                .toolResult(callID: id, text: SecretRedaction.redacted(text))
            }
        }
        return request
    }
}
