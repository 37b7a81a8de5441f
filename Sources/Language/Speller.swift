/// Mends typing mistakes in the words that a reader knows, and in no others.
///
/// A word of five letters or more that is one slip away from exactly one known word (two slips
/// from eight letters on) is taken for it. Words of ordinary English stand as they are.
public struct Speller: Sendable {
    private var known: Set<UInt64> = []
    /// Key of a word with one letter left out -> the words it may come from.
    private var deletions: [UInt64: [Int32]] = [:]
    private var words: [[UInt8]] = []
    private var keys: [UInt64] = []

    /// - Parameters:
    ///   - vocabulary: every word that is right as it is.
    ///   - targets: those among them that a mistake may stand for.
    public init(vocabulary: Set<String>, targets: Set<String>, standing: [String] = []) {
        for word in vocabulary { known.insert(WordKey.of(word)) }
        for word in standing { known.insert(WordKey.of(word)) }
        for word in targets.sorted() where word.utf8.count >= 4 { add(Array(word.utf8)) }
    }

    private mutating func add(_ word: [UInt8]) {
        let index = Int32(words.count)
        words.append(word)
        keys.append(Self.key(word[...]))
        deletions[Self.key(word[...]), default: []].append(index)
        for place in word.indices {
            deletions[Self.key(word, without: place), default: []].append(index)
        }
    }

    /// Whether a word stands as it is.
    public func isKnown(_ key: UInt64) -> Bool { known.contains(key) }

    /// The key of the word that was meant, or nil when this is no mistake that we know.
    public func mended(_ word: [UInt8], key: UInt64) -> UInt64? {
        guard (4...16).contains(word.count), !known.contains(key) else { return nil }
        var best: (distance: Int, index: Int32)?
        var isTied = false
        func consider(_ candidates: [Int32]?) {
            for index in candidates ?? [] where index != best?.index {
                let target = words[Int(index)]
                let allowed = min(word.count, target.count) < 5 ? 1 : target.count >= 9 ? 2 : 1
                let found = Self.distance(word, target, limit: allowed)
                guard found <= allowed, Self.agree(word, target) else { continue }
                if found < best?.distance ?? 9 {
                    (best, isTied) = ((found, index), false)
                } else if found == best?.distance {
                    isTied = true
                }
            }
        }
        consider(deletions[Self.key(word[...])])
        for place in word.indices { consider(deletions[Self.key(word, without: place)]) }
        guard let best, !isTied else { return nil }
        return keys[Int(best.index)]
    }

    /// People seldom mistype the first letter, and a plural is a word of its own.
    private static func agree(_ word: [UInt8], _ target: [UInt8]) -> Bool {
        guard word.count != target.count + 1 || word.last != UInt8(ascii: "s") else { return false }
        if min(word.count, target.count) < 5 {
            return word.count < target.count && word[0] == target[0] && target.count == 5
        }
        return word[0] == target[0] || (word[0] == target[1] && word[1] == target[0])
    }

    private static func key(_ word: ArraySlice<UInt8>) -> UInt64 {
        var key = WordKey()
        for byte in word { key.add(byte) }
        return key.hash
    }

    private static func key(_ word: [UInt8], without place: Int) -> UInt64 {
        var key = WordKey()
        for index in word.indices where index != place { key.add(word[index]) }
        return key.hash
    }

    /// Damerau-Levenshtein with adjacent transpositions; past `limit` any larger number.
    static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
        guard abs(a.count - b.count) <= limit else { return limit + 1 }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 1...max(1, a.count) where i <= a.count {
            var row = [i]
            for j in 1...max(1, b.count) where j <= b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    best = min(best, before[j - 2] + 1)
                }
                row.append(best)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
