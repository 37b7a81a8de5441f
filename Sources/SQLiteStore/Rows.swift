import Domain
import JSON
import Orchestration
import Wizard

// How rows become values. What cannot be read was damaged outside of this program.

extension Row {
    func timestamp(_ column: Int32) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: int64(column))
    }
}

extension StoreError {
    static func unreadable(_ what: String, _ why: any Error) -> StoreError {
        .unavailable("a stored \(what) cannot be read: \(why)")
    }
}

extension JSONValue {
    init(stored bytes: [UInt8], _ what: String) throws(StoreError) {
        do { try self.init(parsing: bytes) } catch { throw .unreadable(what, error) }
    }
}

extension Session {
    init(stored bytes: [UInt8]) throws(StoreError) {
        let json = try JSONValue(stored: bytes, "conversation")
        do { try self.init(json: json) } catch { throw .unreadable("conversation", error) }
    }
}

extension Design {
    init(stored bytes: [UInt8]) throws(StoreError) {
        let json = try JSONValue(stored: bytes, "design")
        do { try self.init(json: json) } catch { throw .unreadable("design", error) }
    }
}
