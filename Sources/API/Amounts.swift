internal import Domain
internal import JSON
internal import Web

// Amounts that clients send. They never pass through floating point.

extension JSONObject {
    /// A decimal as text or as a JSON number without exponent; nil when it is missing or null.
    func optionalQuantity(_ name: String) throws(Problem) -> Quantity? {
        switch self[name] {
        case nil, .null?: return nil
        case .string(let text)?, .number(let text)?: return try Quantity(text, in: name)
        case .integer(let number)?: return try Quantity(String(number), in: name)
        case .bool?, .array?, .object?: throw Quantity.problem(name)
        }
    }

    /// - Throws: `invalid_field` also for zero.
    func requiredAmount(_ name: String) throws(Problem) -> Quantity {
        guard let amount = try optionalQuantity(name) else {
            throw Problem.invalid(name, "'\(name)' is missing; send a decimal such as \"0.10\".")
        }
        guard !amount.isZero else {
            throw Problem.invalid(name, "'\(name)' has to be more than zero.")
        }
        return amount
    }
}

extension Request {
    /// A decimal in the query.
    func quantity(_ name: String) throws(Problem) -> Quantity? {
        guard let text = query[name], !text.isEmpty else { return nil }
        return try Quantity(text, in: name)
    }
}

extension Quantity {
    fileprivate init(_ text: String, in name: String) throws(Problem) {
        do { self = try Quantity(decimal: text) } catch { throw Self.problem(name) }
    }

    fileprivate static func problem(_ name: String) -> Problem {
        Problem.invalid(
            name,
            "'\(name)' is a decimal such as \"0.10\": digits and at most one point, no sign and "
                + "no exponent, \(scaleMax) decimals at most.")
    }
}
