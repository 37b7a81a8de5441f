// Writing piece by piece, without a value in between: for what is written with every request.
// The same bytes as the compact form of the value.

extension JSONWriter {
    public mutating func beginObject() { buffer.append(UInt8(ascii: "{")) }
    public mutating func endObject() { buffer.append(UInt8(ascii: "}")) }
    public mutating func beginArray() { buffer.append(UInt8(ascii: "[")) }
    public mutating func endArray() { buffer.append(UInt8(ascii: "]")) }

    /// Begins the next member of an object; its value follows.
    public mutating func name(_ name: String) {
        item()
        string(name)
        buffer.append(UInt8(ascii: ":"))
    }

    /// Begins the next item of an array; its value follows.
    public mutating func item() {
        guard let last = buffer.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else {
            return
        }
        buffer.append(UInt8(ascii: ","))
    }

    public mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    public mutating func member(_ name: String, _ number: Int64) {
        self.name(name)
        integer(number)
    }

    public mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        write(value)
    }

    /// How many bytes were written so far.
    public var count: Int { buffer.count }

    /// Appends what stands there once more.
    public mutating func `repeat`(_ written: Range<Int>) { buffer.repeat(written) }

    /// An array of texts.
    public mutating func strings(_ texts: some Sequence<String>) {
        beginArray()
        for text in texts {
            item()
            string(text)
        }
        endArray()
    }
}
