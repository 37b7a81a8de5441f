/// Reads a template in one pass over its bytes.
struct TemplateParser {
    private let file: String
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var frames: [Frame]

    private struct Frame {
        var name: String
        var isInverted: Bool
        var place: TemplatePlace
        var nodes: [TemplateNode] = []
    }

    private struct Tag {
        var kind: UInt8
        var name: String
        var start: Int
        var end: Int
        var place: TemplatePlace
    }

    /// - Throws: `TemplateError` at the first tag that is not one.
    static func nodes(of text: String, file: String) throws(TemplateError) -> [TemplateNode] {
        var parser = TemplateParser(file: file, bytes: Array(text.utf8))
        return try parser.template()
    }

    private init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        frames = [Frame(name: "", isInverted: false, place: TemplatePlace(file: file, line: 1))]
    }

    private mutating func template() throws(TemplateError) -> [TemplateNode] {
        while let start = nextTag() {
            let tag = try tag(at: start)
            let ownLine = isStandalone(tag) ? lineAround(tag) : nil
            append(text: bytes[position..<(ownLine?.lowerBound ?? tag.start)])
            try take(tag, indentation: ownLine.map { $0.lowerBound..<tag.start } ?? 0..<0)
            position = ownLine?.upperBound ?? tag.end
            line = tag.place.line + newlines(in: tag.start..<position)
        }
        append(text: bytes[position...])
        guard frames.count == 1, let root = frames.last else {
            let open = frames[frames.count - 1]
            throw open.place.error("the section \"\(open.name)\" never ends")
        }
        return root.nodes
    }

    private func nextTag() -> Int? {
        var index = position
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "{"), bytes[index + 1] == UInt8(ascii: "{") {
                return index
            }
            index += 1
        }
        return nil
    }

    private func tag(at start: Int) throws(TemplateError) -> Tag {
        let place = TemplatePlace(file: file, line: line + newlines(in: position..<start))
        var cursor = start + 2
        let sigil = cursor < bytes.count ? bytes[cursor] : 0
        let isMarked = "#^/!>&{=".utf8.contains(sigil)
        if isMarked { cursor += 1 }
        let closing = Array((sigil == UInt8(ascii: "{") ? "}}}" : "}}").utf8)
        let contentStart = cursor
        while cursor + closing.count <= bytes.count {
            if bytes[cursor..<(cursor + closing.count)].elementsEqual(closing) {
                let content = String(decoding: bytes[contentStart..<cursor], as: UTF8.self)
                return Tag(
                    kind: isMarked ? sigil : 0, name: trimmed(content), start: start,
                    end: cursor + closing.count, place: place)
            }
            cursor += 1
        }
        throw place.error("a tag is opened and never closed")
    }

    private mutating func take(_ tag: Tag, indentation: Range<Int>) throws(TemplateError) {
        if tag.kind == UInt8(ascii: "!") { return }
        guard isName(tag.name) else { throw tag.place.error("\"\(tag.name)\" is not a name") }
        switch tag.kind {
        case UInt8(ascii: "#"), UInt8(ascii: "^"):
            let isInverted = tag.kind == UInt8(ascii: "^")
            frames.append(Frame(name: tag.name, isInverted: isInverted, place: tag.place))
        case UInt8(ascii: "/"): try close(tag)
        case UInt8(ascii: ">"):
            let indent = String(decoding: bytes[indentation], as: UTF8.self)
            append(.partial(name: tag.name, indentation: indent, place: tag.place))
        case UInt8(ascii: "="):
            throw tag.place.error("the marks {{ and }} cannot be changed")
        case UInt8(ascii: "&"), UInt8(ascii: "{"):
            append(.variable(name: tag.name, isRaw: true, place: tag.place))
        default: append(.variable(name: tag.name, isRaw: false, place: tag.place))
        }
    }

    private mutating func close(_ tag: Tag) throws(TemplateError) {
        guard frames.count > 1, let frame = frames.popLast() else {
            throw tag.place.error("the section \"\(tag.name)\" ends but was never opened")
        }
        guard frame.name == tag.name else {
            throw tag.place.error(
                "\"\(tag.name)\" ends here, but \"\(frame.name)\" of line \(frame.place.line) is open"
            )
        }
        append(
            .section(
                name: frame.name, isInverted: frame.isInverted, nodes: frame.nodes,
                place: frame.place))
    }

    private mutating func append(_ node: TemplateNode) {
        frames[frames.count - 1].nodes.append(node)
    }

    private mutating func append(text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        append(.text(String(decoding: text, as: UTF8.self)))
    }

    /// Tags that write nothing themselves do not leave an empty line behind.
    private func isStandalone(_ tag: Tag) -> Bool {
        "#^/!>".utf8.contains(tag.kind) && lineStart(before: tag.start) != nil
            && lineEnd(after: tag.end) != nil
    }

    private func lineAround(_ tag: Tag) -> Range<Int>? {
        guard let start = lineStart(before: tag.start), let end = lineEnd(after: tag.end) else {
            return nil
        }
        return start..<end
    }

    /// The line's first byte, if only blanks lie between.
    private func lineStart(before index: Int) -> Int? {
        var cursor = index
        while cursor > 0, bytes[cursor - 1] != UInt8(ascii: "\n") {
            guard isBlank(bytes[cursor - 1]) else { return nil }
            cursor -= 1
        }
        return cursor >= position ? cursor : nil
    }

    /// The byte after the line's end, if only blanks lie between.
    private func lineEnd(after index: Int) -> Int? {
        var cursor = index
        while cursor < bytes.count {
            let byte = bytes[cursor]
            cursor += 1
            if byte == UInt8(ascii: "\n") { return cursor }
            guard isBlank(byte) || byte == UInt8(ascii: "\r") else { return nil }
        }
        return cursor
    }

    private func newlines(in range: Range<Int>) -> Int {
        bytes[range].count { $0 == UInt8(ascii: "\n") }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private func isName(_ name: String) -> Bool {
        name == "."
            || !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                        || byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26
                }
    }

    private func trimmed(_ text: String) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let head = text.utf8.drop(while: isSpace)
        let length = head.reversed().drop(while: isSpace).count
        return String(decoding: head.prefix(length), as: UTF8.self)
    }
}
