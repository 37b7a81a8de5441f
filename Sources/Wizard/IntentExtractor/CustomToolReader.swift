import Domain
import Language

/// Reads HTTP tools: `POST https://… params plate, route_id`.
struct CustomToolReader {
    let message: AnnotatedMessage

    init(_ draft: Draft) { message = draft.message }

    func read(into draft: inout Draft) {
        var tools: [HTTPTool] = []
        var span: Range<Int>?
        let places = message.tokens.indices.filter { isEndpoint($0, draft) }
        for (number, index) in places.enumerated() {
            let end = number + 1 < places.count ? places[number + 1] - 1 : message.tokens.count
            let url = message.text(index ..<| (index + 1))
            if Self.isPrivate(url) {
                draft.problem(
                    "private_endpoint", .customTools,
                    "\(url) is inside a private network, which the agent cannot reach. "
                        + "Please give me its public address.",
                    index ..<| (index + 1))
                draft.use(index ..<| (index + 1))
                continue
            }
            let (names, stop) = parameters(after: index + 1, before: end)
            tools.append(
                HTTPTool(
                    name: given(before: index) ?? Self.name(url), endpoint: url,
                    method: method(before: index),
                    parameters: names.map { HTTPTool.Parameter(name: $0) }))
            let start = method(before: index) == nil ? index : index - 1
            span = (span?.lowerBound ?? start) ..<| max(stop, index + 1)
            draft.use(start ..<| max(stop, index + 1))
        }
        guard let span, !tools.isEmpty else { return }
        draft.change(.customTools, .add(.customTools(tools)), span)
    }

    /// A URL with a method before it, or where tools are the matter.
    private func isEndpoint(_ index: Int, _ draft: Draft) -> Bool {
        guard message.tokens[index].kind == .url, !message.isQuoted(index) else { return false }
        if method(before: index) != nil { return true }
        let sentence = message.sentence(of: index)
        if message.cues.starting(in: sentence).contains(where: { $0.value == .channelSlot }) {
            return false
        }
        return draft.topic == .customTools || message.contains(Self.toolWords, in: sentence)
    }

    private static let toolWords = WordSet(
        ["tool", "endpoint", "api", "call", "calls", "http"].map(WordKey.of))

    /// "a tool called get_rates": the name that the owner gave it.
    private func given(before index: Int) -> String? {
        let head = message.sentence(of: index).lowerBound ..<| index
        guard let called = head.last(where: { Self.called.contains(message.tokens[$0].key) }),
            message.contains(Self.toolWords, in: head.lowerBound ..<| called)
        else { return nil }
        var end = called + 1
        while end < index, end == called + 1 || message.tokens[end].isGlued { end += 1 }
        let name = message.text(called + 1 ..<| end).lowercased().replacing("-", with: "_")
        let isName = name.utf8.allSatisfy { byte in
            byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                || byte == UInt8(ascii: "_")
        }
        let opens = name.utf8.first.map { $0 &- UInt8(ascii: "0") >= 10 } ?? false
        return isName && opens && name.utf8.count <= 40 ? name : nil
    }

    private static let called = WordSet(words: "called named")

    private func method(before index: Int) -> String? {
        for place in [index - 1, index - 2] {
            guard let token = message.tokens.token(place), token.kind == .word else { continue }
            if let method = Self.methods[token.key] { return method }
        }
        return nil
    }

    private static let methods = Dictionary(
        uniqueKeysWithValues: ["GET", "POST", "PUT", "PATCH", "DELETE"].map { (WordKey.of($0), $0) }
    )

    /// The names after "params", "with" or in brackets, up to the next sentence.
    private func parameters(after start: Int, before end: Int) -> ([String], Int) {
        var index = start
        let stop = min(sentenceEnd(start), end)
        while index < stop {
            let token = message.tokens[index]
            if token.isSign("(") || token.isSign("{") || Self.openers.contains(token.key) { break }
            if token.kind == .word, !Self.fillers.contains(token.key) { return ([], start) }
            index += 1
        }
        guard index < stop else { return ([], start) }
        let isBracket = message.tokens[index].kind == .sign
        index += 1
        while index < stop,
            Self.openers.contains(message.tokens[index].key)
                || Self.fillers.contains(message.tokens[index].key)
                || message.tokens[index].isSign(":")
        {
            index += 1
        }
        var names: [String] = []
        while index < stop {
            let token = message.tokens[index]
            if isBracket, token.isSign(")") || token.isSign("}") { return (names, index + 1) }
            if token.kind == .word {
                if Self.closers.contains(token.key) { break }
                if !Self.joints.contains(token.key) {
                    var last = index + 1
                    while last < stop, message.tokens[last].isJoined { last += 1 }
                    names.append(message.text(index ..<| last))
                    index = last
                    if !isListGoingOn(index, stop) { break }
                    continue
                }
            } else if !token.isSign(",") && !token.isSign("/") && !token.isSign("&")
                && token.kind != .quote
            {
                break
            }
            index += 1
        }
        return (names, index)
    }

    private func isListGoingOn(_ index: Int, _ stop: Int) -> Bool {
        guard index < stop else { return false }
        let token = message.tokens[index]
        if Self.joints.contains(token.key) {
            // "repo and branch, and naturally pay": a list ends where a clause begins.
            return true
        }
        guard
            token.isSign(",") || token.isSign("/") || token.isSign("&") || token.isSign(")")
                || token.isSign("}") || token.kind == .quote
        else { return false }
        if token.isSign(","), let next = message.tokens.token(index + 1),
            Self.joints.contains(next.key), let after = message.tokens.token(index + 2)
        {
            return message.tokens.token(index + 3).map { $0.kind != .word || $0.isJoined } ?? true
                && after.kind == .word
        }
        return true
    }

    private func sentenceEnd(_ index: Int) -> Int {
        message.sentence(of: index).upperBound
    }

    private static let openers = WordSet(
        [
            "params", "parameters", "param", "with", "fields", "arguments", "args", "taking",
            "takes", "inputs", "body", "query", "passing",
        ]
        .map(WordKey.of))
    private static let fillers = WordSet(
        ["the", "its", "as", "are", "and", "json", "a", "it", "needs", "input"].map(WordKey.of))
    private static let joints = WordSet(["and", "plus", "or", "n"].map(WordKey.of))
    private static let closers = WordSet(
        ["then", "to", "so", "for", "which", "naturally", "also"].map(WordKey.of))

    /// `tolls_haulgrid_quote`: letters of host and path, as every platform takes them.
    private static func name(_ url: String) -> String {
        let rest = url.split(separator: "/").dropFirst().map(String.init)
        let path = rest.dropFirst().last { $0.utf8.count > 2 } ?? rest.last ?? "tool"
        let host = rest.first?.split(separator: ".").first.map(String.init) ?? ""
        let raw = (host + "_" + path).lowercased().utf8.map { byte -> UInt8 in
            byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                ? byte : UInt8(ascii: "_")
        }
        let name = String(decoding: raw.prefix(40), as: UTF8.self)
        return name.utf8.first.map { $0 &- UInt8(ascii: "0") < 10 } == true
            ? "_" + name.prefix(39) : name
    }

    /// Source: RFC 1918, RFC 6890; `.local` names are RFC 6762 and only meant inside a network.
    static func isPrivate(_ url: String) -> Bool {
        let rest = url.split(separator: "/", omittingEmptySubsequences: true)
        guard rest.count > 1 else { return true }
        let host = String(rest[1].split(separator: ":").first ?? "").lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host.hasSuffix(".internal")
            || host.hasSuffix(".local") || host.hasPrefix("[")
        {
            return true
        }
        let parts = host.split(separator: ".").map { UInt8($0) }
        guard parts.count == 4, parts.allSatisfy({ $0 != nil }) else { return false }
        let bytes = parts.map { $0! }
        switch (bytes[0], bytes[1]) {
        case (10, _), (127, _), (0, _), (192, 168), (169, 254), (172, 16...31), (100, 64...127):
            return true
        default: return bytes[0] >= 224
        }
    }
}
