internal import Domain
internal import JSON
internal import Web

// Amounts that clients send. They never pass through floating point.

extension JSONObject {
    /// A decimal as text; nil when it is missing or null. A JSON number is refused: most clients
    /// have rounded it before it is sent.
    func optionalQuantity(_ name: String) throws(Problem) -> Quantity? {
        switch self[name] {
        case nil, .null?: return nil
        case .string(let text)?: return try Quantity(text, in: name)
        case .number?, .integer?, .bool?, .array?, .object?: throw Quantity.problem(name)
        }
    }

    /// The same for a limit that earlier clients send as a number: its digits are read as they
    /// stand.
    func optionalLimit(_ name: String) throws(Problem) -> Quantity? {
        switch self[name] {
        case .number(let text)?: return try Quantity(text, in: name)
        case .integer(let number)?: return try Quantity(String(number), in: name)
        case nil, .null?, .string?, .bool?, .array?, .object?: return try optionalQuantity(name)
        }
    }

    /// - Throws: `invalid_amount` also for zero.
    func requiredAmount(_ name: String) throws(Problem) -> Quantity {
        guard let amount = try optionalQuantity(name) else {
            throw Quantity.problem(
                name, "'\(name)' is missing; send a decimal as text, such as \"0.10\".")
        }
        guard !amount.isZero else {
            throw Quantity.problem(name, "'\(name)' has to be more than zero.")
        }
        return amount
    }
}

extension Request {
    /// A decimal in the query.
    func quantity(_ name: String) throws(Problem) -> Quantity? {
        guard let text = query[name], !text.isEmpty else { return nil }
        do { return try Quantity(decimal: text) } catch {
            throw Problem.invalid(name, "'\(name)' is a decimal such as 0.10.")
        }
    }
}

extension Quantity {
    fileprivate init(_ text: String, in name: String) throws(Problem) {
        do { self = try Quantity(decimal: text) } catch { throw Self.problem(name) }
    }

    fileprivate static func problem(_ name: String) -> Problem {
        problem(
            name,
            "'\(name)' is a decimal as text, such as \"0.10\": digits and at most one point, no "
                + "sign and no exponent, \(scaleMax) decimals at most.")
    }

    fileprivate static func problem(_ name: String, _ sentence: String) -> Problem {
        Problem(.invalidAmount, sentence, fields: [Problem.Field(name, sentence)])
    }
}
