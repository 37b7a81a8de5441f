import Domain
import Language

/// Finds what must not be carried out, whatever else the message says.
struct Refusals {
    let text: CommandText

    init(_ text: CommandText) { self.text = text }

    /// Code, or orders that speak to the machine instead of asking it.
    var hasInjection: Bool {
        text.cues.all.contains { $0.value == .injection } || InjectedCode.isIn(text.tokens.bytes)
    }

    /// A wish to go round limits, approvals or secrets, in this part of the message.
    func isUnsafe(_ segment: Segment) -> Bool {
        guard !segment.head.isEmpty || startsWithRemoval(segment) || tells(segment) else {
            return false
        }
        if segment.has(.secret), reveals(segment) { return true }
        if segment.has(.limitOff) { return true }
        return isUnlimited(segment) || removesLimit(segment) || waivesApproval(segment)
    }

    /// "never bother me with approvals": who approves is not to be asked any more.
    func waivesApproval(_ segment: Segment) -> Bool {
        guard let denial = segment.range.first(where: { Self.denials.contains(text.key($0)) }),
            let guarded = (denial ..<| segment.range.upperBound).first(where: {
                Self.approvals.contains(text.key($0))
            })
        else { return false }
        return (denial ..<| guarded).contains { Self.asking.contains(text.key($0)) }
            && !(denial ..<| guarded).contains { Self.exceptions.contains(text.key($0)) }
    }

    private static let denials = WordSet(words: "never dont no stop quit not")
    private static let approvals = WordSet(
        words:
            "approval approvals confirmation confirmations permission permissions consent sign-off")
    private static let asking = WordSet(
        words:
            "bother ask asking bothering request requesting need require want wait seek pester bug more"
    )
    private static let exceptions = WordSet(words: "without unless until before if forget")

    private func reveals(_ segment: Segment) -> Bool {
        segment.head.hasAny(Cues(.show, .send, .give, .get, .find, .turn, .set, .claim))
            || tells(segment)
    }

    private func tells(_ segment: Segment) -> Bool {
        Self.telling.contains(text.key(segment.start))
    }

    private static let telling = WordSet(
        words: """
            read tell email mail share post paste write type dictate spell recite copy text message forward publish
            upload say whisper output echo dump
            """)

    private func isUnlimited(_ segment: Segment) -> Bool {
        guard segment.has(.unlimited) else { return false }
        for index in segment.range {
            guard let end = text.end(of: .unlimited, at: index) else { continue }
            // "an unlimited data plan" is a thing that may be bought.
            if end > index + 1 { return true }
            let isSpending = Self.spending.contains(text.key(end))
            if isSpending || SymbolReader(text).symbol(at: end) != nil { return true }
            if segment.has(.budget) || segment.head.hasAny(Cues(.approve, .limit, .set)) {
                return true
            }
        }
        return false
    }

    private static let spending = WordSet(
        words:
            "spending approval allowance access amount amounts payments transfers budget funds money"
    )

    private func startsWithRemoval(_ segment: Segment) -> Bool {
        Self.removals.contains(text.key(segment.start))
            || segment.has(.unlimited)
                && segment.range.contains { Self.spends.contains(text.key($0)) }
            || segment.has(.limitOff) && !segment.has(.statement)
            || text.end(of: .limitOff, at: segment.start) != nil
            || !segment.has(.statement)
                && segment.first(.unlimited).map { $0.start <= segment.start } ?? false
            || waivesApproval(segment)
    }

    private static let spends = WordSet(
        words: "spend pay approve buy send charge take bill withdraw debit draw pull")

    /// "remove every spending limit", "turn all my caps off".
    private func removesLimit(_ segment: Segment) -> Bool {
        guard segment.amounts().isEmpty else { return false }
        for index in segment.range where Self.removals.contains(text.key(index)) {
            if Self.negations.contains(text.key(index - 1)) { continue }
            let near = (index + 1) ..<| min(segment.range.upperBound, index + 8)
            guard near.lowerBound < near.upperBound else { continue }
            if !Self.isSwitchedOff.contains(text.key(index))
                || near.contains(where: { Self.offs.contains(text.key($0)) })
            {
                if near.contains(where: { Self.guards.contains(text.key($0)) }) { return true }
            }
        }
        return false
    }

    private static let offs = WordSet(words: "off away out down")
    private static let isSwitchedOff = WordSet(words: "turn switch take")
    private static let negations = WordSet(words: "dont not never don't")
    private static let removals = WordSet(
        words: """
            remove disable lift turn switch take delete abolish ignore bypass override skip clear suspend deactivate
            erase eliminate uncap disregard circumvent waive kill unset scrap drop relax exceed forget rid ditch nix axe
            """)
    private static let guards = WordSet(
        words: """
            limit limits cap caps budget budgets approval approvals ceiling ceilings safeguard safeguards guardrail
            guardrails restriction restrictions protection protections policy policies safety confirmation
            confirmations allowlist
            """)

    // MARK: Addresses

    /// An address that is none: too short, a wrong checksum, nobody's.
    func hasInvalidAddress(in range: Range<Int>) -> Bool {
        range.contains { index in
            let token = text.tokens[index]
            if token.kind == .address {
                let address = try? Address(text.tokens.text(index ..<| (index + 1)))
                return address?.isZero ?? true || isContinued(index)
            }
            return stubEnd(at: index) != nil
        }
    }

    /// `0x1234`: cut as a number and a word because it is too short.
    func stubEnd(at index: Int) -> Int? {
        let token = text.tokens[index]
        guard token.kind == .number, token.end - token.start == 1,
            text.tokens.bytes[token.start] == UInt8(ascii: "0"),
            let next = text.tokens.token(index + 1), next.kind == .word, next.isGlued
        else { return nil }
        guard text.tokens.bytes[next.start] | 32 == UInt8(ascii: "x") else { return nil }
        var end = index + 2
        while let more = text.tokens.token(end), more.isGlued,
            more.kind == .word || more.kind == .number
        {
            end += 1
        }
        return end
    }

    /// `0xFe0a…A43b`: something is glued to it.
    private func isContinued(_ index: Int) -> Bool {
        guard let next = text.tokens.token(index + 1), next.isGlued else { return false }
        return next.kind == .word || next.kind == .number || next.key == 7 + 1
    }
}

/// Shell, SQL and templates, seen in the bytes.
enum InjectedCode {
    static func isIn(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices where isLead(bytes[index]) {
            if patterns.contains(where: { matches($0, bytes, index) }) { return true }
            if isShell(bytes, index) || isQuoteBreak(bytes, index) { return true }
        }
        return false
    }

    private static func isLead(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: ";"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "'"),
            UInt8(ascii: "\""), UInt8(ascii: "."), UInt8(ascii: "#"), UInt8(ascii: "%"),
            UInt8(ascii: "["), UInt8(ascii: "\\"), 0, UInt8(ascii: "="):
            true
        default: false
        }
    }

    private static let patterns: [[UInt8]] = [
        "{{", "{%", "${", "$(", "<%", "<script", "<|", "<img", "<iframe", "../", "#{", "%00", "\0",
        "[system]", "[inst]", "\\x", "\\u0000", "<!--", "<system", "</",
    ].map { Array($0.utf8) }

    private static func matches(_ pattern: [UInt8], _ bytes: [UInt8], _ start: Int) -> Bool {
        guard start + pattern.count <= bytes.count else { return false }
        for offset in pattern.indices where lower(bytes[start + offset]) != pattern[offset] {
            return false
        }
        return true
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte + 32 : byte
    }

    /// `; rm`, `&& curl`, `| sh`, `` `id` ``: a sign, then a program.
    private static func isShell(_ bytes: [UInt8], _ start: Int) -> Bool {
        switch bytes[start] {
        case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"): break
        default: return false
        }
        return programs.contains(word(bytes, after: start + 1))
    }

    private static let programs = WordSet(
        words: """
            rm curl wget cat ls sh bash sudo shutdown reboot echo nc python python3 chmod chown drop delete insert
            update exec eval id whoami kill dd mkfs ping ssh scp env printenv powershell cmd alter truncate select
            """)

    private static func word(_ bytes: [UInt8], after start: Int) -> UInt64 {
        var index = start
        while index < bytes.count, index < start + 8, !isLetter(bytes[index]) {
            guard bytes[index] <= 32 || bytes[index] == bytes[start - 1] else { return 0 }
            index += 1
        }
        var key = WordKey()
        let first = index
        while index < bytes.count, index < first + 12, isLetter(bytes[index]) {
            key.add(lower(bytes[index]))
            index += 1
        }
        return index > first ? key.hash : 0
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        lower(byte) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }

    /// `');`, `';`, `' OR`, `'--`, `1=1`: a quotation mark that ends somebody else's text.
    private static func isQuoteBreak(_ bytes: [UInt8], _ start: Int) -> Bool {
        if bytes[start] == UInt8(ascii: "=") {
            return start > 0 && start + 1 < bytes.count && bytes[start - 1] == bytes[start + 1]
                && bytes[start - 1] &- UInt8(ascii: "0") < 10
        }
        guard bytes[start] == UInt8(ascii: "'") || bytes[start] == UInt8(ascii: "\"") else {
            return false
        }
        var rest = bytes[(start + 1)...].prefix(8)
        rest = rest.drop { $0 <= 32 || $0 == UInt8(ascii: ")") }
        if rest.starts(with: Array("--".utf8)) { return true }
        let isGap = rest.startIndex > start + 1 || bytes[start] == UInt8(ascii: "'")
        if rest.first == UInt8(ascii: ";"), isGap { return bytes.count > rest.startIndex + 1 }
        let word = rest.prefix(3).map(lower)
        return word == Array("or ".utf8) && rest.startIndex > start + 1
            && bytes[start...].prefix(24).contains(UInt8(ascii: "="))
    }
}
