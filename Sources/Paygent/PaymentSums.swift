public import Domain

/// What a list of payments came to, in a sentence: what was paid, and what was not.
public struct PaymentSums {
    private var paid: [Money] = []
    private var newest: PaymentRun?
    private var settled = 0
    private var open = 0
    private var stopped = 0

    /// - Parameter runs: newest first.
    /// - Throws: `.overflow` for sums beyond 128 bits.
    public init(_ runs: some Sequence<PaymentRun>) throws(MoneyError) {
        for run in runs {
            switch run.state {
            case .settled:
                settled += 1
                newest = newest ?? run
                try add(run.charged)
            case .stopped: stopped += 1
            case .proposed, .awaitingApproval, .reserved, .paying, .unresolved: open += 1
            }
        }
    }

    private mutating func add(_ amount: Money) throws(MoneyError) {
        if let place = paid.firstIndex(where: { $0.asset == amount.asset }) {
            paid[place] = try paid[place].adding(amount)
        } else {
            paid.append(amount)
        }
    }

    /// `3 payments, together 0.20 USDC; the newest 0.05 USDC to weather.example. 1 was stopped and
    /// cost nothing.`
    public var sentence: String {
        let parts = [made, unfinished].compactMap(\.self)
        return parts.isEmpty ? "No payment fits." : parts.joined(separator: " ")
    }

    private var made: String? {
        guard let newest else { return open + stopped > 0 ? "Nothing was paid." : nil }
        let to = "\(newest.charged) to \(newest.intent.payee)"
        guard settled > 1 else { return "1 payment: \(to)." }
        let sums = paid.map(\.description).joined(separator: " and ")
        return "\(settled) payments, together \(sums); the newest \(to)."
    }

    private var unfinished: String? {
        var parts: [String] = []
        if open > 0 { parts.append("\(open) not finished yet") }
        if stopped > 0 { parts.append("\(stopped) stopped, which cost nothing") }
        return parts.isEmpty ? nil : "Besides, \(parts.joined(separator: " and "))."
    }
}
