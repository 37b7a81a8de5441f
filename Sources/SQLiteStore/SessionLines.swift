import Domain
import JSON
import Orchestration
import Wizard

/// What a conversation added, as lines of JSON: a message is an array of five, a design one of four
/// and the design itself after it.
struct SessionLines {
    private(set) var bytes: [UInt8] = []

    private static let newLine: UInt8 = 0x0A

    init(_ additions: SessionAdditions) {
        guard !additions.entries.isEmpty || additions.snapshot != nil else { return }
        var writer = JSONWriter()
        for entry in additions.entries { Self.write(entry, to: &writer) }
        if let snapshot = additions.snapshot { Self.write(snapshot, to: &writer) }
        bytes = writer.bytes
    }

    /// Lines that are stored.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static func write(_ entry: TranscriptEntry, to writer: inout JSONWriter) {
        writer.beginArray()
        writer.integer(Int64(entry.seq))
        writer.item()
        writer.string(entry.role.rawValue)
        writer.item()
        writer.string(entry.stage.rawValue)
        writer.item()
        writer.integer(entry.createdAt.millisecondsSinceEpoch)
        writer.item()
        writer.string(entry.content)
        writer.endArray()
        writer.raw("\n")
    }

    private static func write(_ snapshot: DesignSnapshot, to writer: inout JSONWriter) {
        writer.write(
            [
                .integer(Int64(snapshot.version)),
                snapshot.undoTarget.map { .integer(Int64($0)) } ?? .null,
                .integer(snapshot.createdAt.millisecondsSinceEpoch), .string(snapshot.summary),
            ])
        writer.raw("\n")
        snapshot.design.write(to: &writer)
        writer.raw("\n")
    }
}

extension SessionLines {
    /// The messages, in order.
    func entries() throws(StoreError) -> [TranscriptEntry] {
        var entries: [TranscriptEntry] = []
        for line in lines where !Self.isDesign(line) {
            guard let fields = try Self.fields(line), fields.count == 5 else { continue }
            guard let entry = TranscriptEntry(fields) else { throw Self.damaged }
            entries.append(entry)
        }
        return entries
    }

    /// The designs without their content, in order.
    func versions() throws(StoreError) -> [DesignVersion] {
        var versions: [DesignVersion] = []
        for line in lines where !Self.isDesign(line) {
            guard let fields = try Self.fields(line), fields.count == 4 else { continue }
            guard let version = fields[0].integer, let time = fields[2].integer,
                let summary = fields[3].string
            else { throw Self.damaged }
            versions.append(
                DesignVersion(
                    version: Int(version), summary: summary,
                    createdAt: Timestamp(millisecondsSinceEpoch: time)))
        }
        return versions
    }

    /// One design; nil when it is not among these.
    func snapshot(version: Int) throws(StoreError) -> DesignSnapshot? {
        var head: [JSONValue]?
        for line in lines {
            if Self.isDesign(line) {
                guard let head else { continue }
                return DesignSnapshot(
                    version: version, undoTarget: head[1].integer.map { Int($0) },
                    design: try Design(stored: Array(line)), summary: head[3].string ?? "",
                    createdAt: Timestamp(millisecondsSinceEpoch: head[2].integer ?? 0))
            }
            let fields = try Self.fields(line)
            head = fields?.count == 4 && fields?[0].integer == Int64(version) ? fields : nil
        }
        return nil
    }

    private var lines: [ArraySlice<UInt8>] { bytes.split(separator: Self.newLine) }

    private static func isDesign(_ line: ArraySlice<UInt8>) -> Bool {
        line.first == UInt8(ascii: "{")
    }

    private static func fields(_ line: ArraySlice<UInt8>) throws(StoreError) -> [JSONValue]? {
        try JSONValue(stored: Array(line), "message").array
    }

    private static let damaged = StoreError.unavailable("a stored message cannot be read")
}

extension TranscriptEntry {
    fileprivate init?(_ fields: [JSONValue]) {
        guard let seq = fields[0].integer,
            let role = fields[1].string.flatMap(Role.init(rawValue:)),
            let stage = fields[2].string.flatMap(Stage.init(rawValue:)),
            let time = fields[3].integer, let content = fields[4].string
        else { return nil }
        self.init(
            seq: Int(seq), role: role, content: content, stage: stage,
            createdAt: Timestamp(millisecondsSinceEpoch: time))
    }
}
