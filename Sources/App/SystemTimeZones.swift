internal import Orchestration
internal import Paygent
internal import Synchronization

/// The tz database of the operating system: one file a place, read once.
final class SystemTimeZones: TimeZones {
    private let folder: String
    private let known = Mutex<[String: TimeZoneRules?]>([:])

    init(folder: String = "/usr/share/zoneinfo") { self.folder = folder }

    func rules(of name: String) -> TimeZoneRules? {
        if name == "UTC" { return .utc }
        guard Self.isPlain(name) else { return nil }
        if let rules = known.withLock({ $0[name] }) { return rules }
        let rules = read(name)
        known.withLock { if $0.count < Self.knownMax { $0[name] = rules } }
        return rules
    }

    private static let knownMax = 1000

    private func read(_ name: String) -> TimeZoneRules? {
        do { return try TimeZoneRules(tzif: try File.read("\(folder)/\(name)")) } catch {
            return nil
        }
    }

    /// Letters, digits and `_+-`, in parts with a slash between them: nothing that leads elsewhere.
    private static func isPlain(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return (1...64).contains(name.utf8.count)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        byte | 0x20 &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                            || [UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-")]
                                .contains(byte)
                    }
            }
    }
}
