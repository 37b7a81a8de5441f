/// Reads one command. Deterministic; what it cannot read is `none`, never a guess.
public enum CommandReader {
    public static func read(_ text: String) -> Command {
        let words = text.lowercased().split(separator: " ").map(String.init)
        guard let verb = words.first else { return .none }
        let rest = words.dropFirst().joined(separator: " ")
        switch verb {
        case "buy", "pay", "purchase", "get": return .payment(.init(recipient: rest))
        case "check", "show": return .balanceCheck(token: "all", address: nil)
        case "find", "search": return .serviceDiscovery(.init(query: rest))
        default: return .none
        }
    }
}
