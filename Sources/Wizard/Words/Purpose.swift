/// What an agent is for, said so that it fits into a sentence, and without the limits that stood
/// beside it: those change, and the purpose would go on telling the old ones.
struct Purpose {
    /// `buy weather data from paid APIs`: what follows "to"; nil when the words are no task.
    let task: String?
    /// The owner's words without limits.
    let text: String

    init(_ words: String) {
        let bare = Self.withoutLimits(FreeText.line(words))
        text = bare
        task = Self.task(in: bare)
    }

    /// `to buy weather data from paid APIs`, or the owner's words as they are.
    var phrase: String { task.map { "to \($0)" } ?? text }

    /// For a line of its own: `Buy weather data from paid APIs`.
    var heading: String { (task ?? text).capitalizedFirst }

    // MARK: Limits

    /// Clauses that only say how much, how often at most or who is asked are left out.
    private static func withoutLimits(_ line: String) -> String {
        let clauses = line.split(whereSeparator: { $0 == ";" || $0 == "," })
        // A thousand's comma is no comma: "1,000".
        guard let first = clauses.first, !line.contains(where: \.isNumber) || clauses.count > 1
        else { return shortened(line) }
        var kept = shortened(String(first))
        for clause in clauses.dropFirst() where !isLimit(clause) {
            kept += (clause.first == " " ? "," : ", ") + clause
        }
        while let last = kept.last, " ,;".contains(last) { kept.removeLast() }
        return kept.isEmpty ? line : kept
    }

    /// "buy milk at most 5 USDC a day": up to where the limit begins.
    private static func shortened(_ clause: String) -> String {
        let lower = clause.lowercased()
        guard lower.utf8.count == clause.utf8.count else { return clause }
        let bytes = Array(lower.utf8)
        for opener in openers {
            guard let place = place(of: Array(opener.utf8), in: bytes), place > 0,
                bytes[place...].contains(where: { $0 &- 0x30 < 10 })
            else { continue }
            return String(decoding: Array(clause.utf8)[..<place], as: UTF8.self)
        }
        return clause
    }

    private static func place(of part: [UInt8], in bytes: [UInt8]) -> Int? {
        guard part.count <= bytes.count else { return nil }
        return (0...(bytes.count - part.count)).first { start in
            bytes[start] == part[0] && bytes[start..<(start + part.count)].elementsEqual(part)
        }
    }

    private static let openers = [
        " at most ", " up to ", " no more than ", " not more than ", " max ", " maximum ",
        " limited to ", " with a limit ", " with a budget ", ". at most ", ". max ", ". ask me ",
        ". never ask ",
    ]

    private static func isLimit(_ clause: Substring) -> Bool {
        let words = clause.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        let hasNumber = clause.contains(where: \.isNumber)
        let head = words.first == "and" ? words.dropFirst() : words[...]
        let isAboutAsking =
            head.starts(with: ["ask", "me"]) || head.starts(with: ["never", "ask"])
            || head.starts(with: ["always", "ask"]) || head.starts(with: ["no", "approval"])
        let isMoney =
            clause.contains { "$€£".contains($0) }
            || words.contains { units.contains($0.trimmingPunctuation) }
        let isBound = words.contains { bounds.contains($0.trimmingPunctuation) }
        return isAboutAsking || hasNumber && (isMoney || isBound)
    }

    private static let units: Set = [
        "usd", "usdc", "usdt", "eur", "eurc", "gbp", "chf", "cro", "eth", "btc", "dollar",
        "dollars", "bucks", "euro", "euros", "pounds", "cent", "cents", "francs",
    ]
    private static let bounds: Set = [
        "most", "max", "maximum", "limit", "budget", "cap", "daily", "weekly", "monthly", "above",
    ]

    // MARK: The task

    private static func task(in text: String) -> String? {
        var words = text.split(separator: " ").map(String.init)[...]
        while let last = words.last?.last, ".!".contains(last) {
            words[words.endIndex - 1].removeLast()
        }
        let lower = words.map { $0.lowercased().trimmingPunctuation }
        if let noun = lower.prefix(nounWithin).firstIndex(where: agents.contains),
            noun + 2 < lower.count, relatives.contains(lower[noun + 1])
        {
            return infinitive(words.dropFirst(noun + 2))
        }
        for wish in wishes where lower.starts(with: wish) && lower.count > wish.count {
            return infinitive(words.dropFirst(wish.count))
        }
        guard let first = lower.first, lower.count > 1, isVerb(first) else { return nil }
        return infinitive(words)
    }

    private static let nounWithin = 9
    private static let agents: Set = [
        "agent", "bot", "assistant", "helper", "something", "program", "robot",
    ]
    private static let relatives: Set = ["that", "which", "who", "to"]
    private static let modals: Set = [
        "can", "will", "should", "shall", "may", "must", "would", "could", "to", "automatically",
    ]
    private static let wishes: [[String]] = [
        ["i", "want", "to"], ["i", "need", "to"], ["i'd", "like", "to"],
        ["i", "would", "like", "to"], ["we", "want", "to"], ["we", "need", "to"],
        ["we'd", "like", "to"], ["we", "would", "like", "to"], ["it", "should"], ["it", "shall"],
        ["it", "must"], ["please"], ["help", "me", "to"], ["to"],
    ]
    private static let moreVerbs: Set = [
        "automate", "automates", "keep", "keeps", "make", "makes", "get", "gets", "warn", "warns",
        "remind", "reminds", "look", "looks", "save", "saves",
    ]

    private static func isVerb(_ word: String) -> Bool {
        word.hasSuffix("ing") == false
            && (ActionWords.all.contains(word) || moreVerbs.contains(word))
    }

    /// With the verbs as they follow "to": "buys maps and sends me one" is "buy maps and send me
    /// one".
    private static func infinitive(_ words: ArraySlice<String>) -> String? {
        var words = Array(words.drop { modals.contains($0.lowercased()) })
        guard let first = words.first, first.first?.isLetter == true else { return nil }
        words[0] = base(first.prefix(1).lowercased() + first.dropFirst())
        for index in words.indices.dropFirst().dropLast()
        where words[index - 1] == "and" && objects.contains(words[index + 1].lowercased())
            && isVerb(words[index].lowercased())
        {
            words[index] = base(words[index])
        }
        return words.joined(separator: " ")
    }

    private static let objects: Set = [
        "me", "us", "my", "our", "the", "a", "an", "it", "them", "its", "to", "all", "every",
    ]

    private static func base(_ verb: String) -> String {
        if verb.hasSuffix("ies"), verb.count > 4 { return verb.dropLast(3) + "y" }
        for ending in ["ches", "shes", "sses", "xes", "zzes", "oes"] where verb.hasSuffix(ending) {
            return String(verb.dropLast(2))
        }
        return verb.hasSuffix("s") && !verb.hasSuffix("ss") && verb.count > 3
            ? String(verb.dropLast()) : verb
    }
}

extension String {
    fileprivate var trimmingPunctuation: String {
        var text = Substring(self)
        while let last = text.last, ".,;:!?".contains(last) { text.removeLast() }
        return String(text)
    }
}
