import Domain
import Language

// Answers to what waits for approval.
extension SegmentReader {
    func answer() -> Command? {
        if let verdict = verdict() { return verdict }
        // "I refuse to believe it", "go ahead with your story"
        let isTalk =
            text.key(segment.headEnd) == Words.to && text.key(segment.start) == Words.i
            || text.key(segment.start) == Self.go && requestID() == nil && !has(.last)
        guard !isTalk, starts(.approve, .reject), amounts.isEmpty || requestID() != nil else {
            return nil
        }
        let isAnswer =
            has(.request) || has(.last) || has(.all) || requestID() != nil
            || segment.rest.isEmpty || segment.headEnd - segment.start >= 3
        guard isAnswer, segment.rest.count <= 12 else { return nil }
        let request = namedRequest ?? pointed?.request
        return head.has(.reject) ? .reject(request: request) : .approve(request: request)
    }

    /// "c19 is fine", "request c19 - denied": said of a request, and of nothing that was.
    private func verdict() -> Command? {
        let everything = has(.request) && has(.all) && has(.pending) ? "all" : nil
        guard head.isEmpty, !isAsked, segment.range.count <= 8,
            let request = requestID() ?? everything,
            segment.range.allSatisfy({ !Self.doubts.contains(text.key($0)) })
        else { return nil }
        // "slippage up to 3% is ok": a number is no request.
        let isNamed =
            request == everything || request.contains(where: \.isLetter)
            || text.tokens.list[segment.range].contains { Self.requests.contains($0.key) }
        guard isNamed, amounts.allSatisfy(\.isBare),
            request == everything || segment.portion() == nil
        else { return nil }
        let isDenied = segment.range.contains { Self.denied.contains(text.key($0)) }
        if isDenied || segment.range.contains(where: { Self.nots.contains(text.key($0)) }) {
            return isDenied ? .reject(request: request) : nil
        }
        let isRequest = text.tokens.list[segment.range].contains { Self.requests.contains($0.key) }
        if isRequest, segment.range.contains(where: { Self.fine.contains(text.key($0)) }) {
            return .approve(request: request)
        }
        return segment.range.contains { Self.granted.contains(text.key($0)) }
            ? .approve(request: request) : nil
    }

    private static let requests = WordSet(words: "request approval number no")
    private static let go = WordKey.of("go")
    private static let granted = WordSet(
        words: "approved granted approval blessing authorised authorized")
    private static let fine = WordSet(words: "fine ok okay accepted cleared good alright")
    private static let denied = WordSet(words: "denied rejected declined refused")
    private static let nots = WordSet(words: "not isnt never no")
    private static let doubts = WordSet(
        words:
            "was were been already who why when did if has had got by yesterday would costs cost think need needs waiting"
    )

    var namedRequest: String? { requestID() ?? (has(.all) ? "all" : has(.last) ? "last" : nil) }

    /// "88b1", "#a91-4": a word with a digit in it, as it was written.
    func requestID() -> String? {
        // "let r-204 through": the name stands inside the verb.
        let isInside = segment.rest.isEmpty || segment.headEnd >= segment.start + 3
        for index in isInside ? segment.range : segment.rest {
            if isSum(index) { continue }
            let token = text.tokens[index]
            guard !token.isGlued || token.kind == .handle || text.isSign(index - 1, "#") else {
                continue
            }
            let written = chunk(at: index)
            let hasDigit = written.utf8.contains { $0 &- UInt8(ascii: "0") < 10 }
            if hasDigit, token.kind != .sign { return String(written.drop { $0 == "#" }) }
        }
        return nil
    }

    /// "pass 5 USDC" names no request; "77-AX" does.
    private func isSum(_ index: Int) -> Bool {
        amounts.contains { amount in
            amount.token != nil && amount.tokens.contains(index)
                && !amount.tokens.contains { text.tokens[$0].isJoined }
        }
    }

    /// The tokens without a space between them.
    private func chunk(at index: Int) -> String {
        var end = index + 1
        while end < segment.range.upperBound, let token = text.tokens.token(end),
            token.isGlued || token.isJoined,
            token.kind == .word || token.kind == .number || token.isSign("-")
        {
            end += 1
        }
        return text.tokens.text(index ..<| end)
    }
}
