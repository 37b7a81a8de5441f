extension String {
    /// The beginning in whole characters, so many bytes of UTF-8 at most.
    public func cut(toBytes bytesMax: Int) -> String {
        guard utf8.count > bytesMax else { return self }
        var kept = ""
        var bytes = 0
        for character in self {
            bytes += character.utf8.count
            guard bytes <= bytesMax else { break }
            kept.append(character)
        }
        return kept
    }
}
