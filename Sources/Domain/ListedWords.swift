/// `a, b and c`.
///
/// - Parameter conjunction: what stands before the last one: `and`, `or`.
public func listed(_ items: [String], _ conjunction: String) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
