public import Wizard

/// Finds other words for the wizard's replies. What it says holds every amount, name and question of
/// the reply that the engine made, or it is that reply.
public protocol ReplyWriter: Sendable {
    /// - Parameter session: the conversation as it stands after the turn.
    func text(of turn: Turn, in session: Session) async -> String
}
