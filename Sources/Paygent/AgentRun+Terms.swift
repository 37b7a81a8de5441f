public import Domain
internal import JSON

extension AgentRun {
    /// What a caller adds to a command beside its words.
    public struct Terms: Sendable, Hashable {
        /// In dollars: the most for each payment, and for all of them together.
        public var budget: Quantity?
        /// How the resource that is paid for is asked for.
        public var method: String
        public var body: String?
        /// Who asks, for four-eyes rules: the name of an API key, or the owner.
        public var requester: String

        public init(
            budget: Quantity? = nil, method: String = "GET", body: String? = nil,
            requester: String = "owner"
        ) {
            self.requester = requester
            self.budget = budget
            self.method = method
            self.body = body
        }
    }
}

extension AgentRun.Terms {
    var json: JSONValue {
        [
            "budget": .optional(budget?.description), "method": .string(method),
            "body": .optional(body), "requester": .string(requester),
        ]
    }

    /// - Parameter json: nil for a run that was stored before there were terms.
    init(json: JSONValue?) throws(StoredValueError) {
        self.init()
        guard let json else { return }
        if json.present("budget") != nil {
            do { budget = try Quantity(decimal: try json.text("budget")) } catch {
                throw StoredValueError("budget")
            }
        }
        method = try json.text("method")
        if json.present("requester") != nil { requester = try json.text("requester") }
        if json.present("body") != nil { body = try json.text("body") }
    }
}
