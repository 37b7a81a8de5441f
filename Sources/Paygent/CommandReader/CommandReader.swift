import Domain
import Language

/// Reads one command. Deterministic and pure; what it cannot read is `none`, never a guess.
public enum CommandReader {
    /// A longer message is no command; it bounds the work.
    static let bytesMax = 40_000

    /// - Returns: What the text asks for and only what it says; several commands in their order;
    ///   `refuse` for what must not be carried out.
    public static func read(_ text: String) -> Command {
        guard text.utf8.count <= bytesMax else { return .none }
        var found = CommandText(text)
        if Refusals(found).hasInjection { return .refuse(.injection) }
        if let orders = Rephrasing.orders(in: found) { found = CommandText(orders) }
        var message = MessageReader(found, Refusals(found))
        let command = message.command()
        // "what am I subscribed to" has the words of a balance.
        if case .balanceCheck = command, AgentQuestion(text) != nil { return .none }
        return command
    }

    /// Whether some part of the text denies, takes back, reports or supposes something. Whoever
    /// understands more of it than this reader does must not take it for a clear order.
    static func holdsBack(_ text: String) -> Bool {
        guard text.utf8.count <= bytesMax else { return true }
        let found = CommandText(text)
        return CommandSplitter(found).pieces().contains {
            let frame = Frame(found, $0.range)
            return frame.isNegated || frame.isMuting || frame.isWithdrawal
        }
    }
}
