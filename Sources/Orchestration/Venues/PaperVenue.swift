public import Domain
public import Paygent

/// A simulated venue: all three take orders, find them again and look up what came of them alike.
public protocol PaperVenue: TradingVenue {
    var desk: PaperDesk { get }
}

extension PaperVenue {
    public func prepare(_ ticket: OrderTicket) async throws(VenueError) -> PreparedOrder {
        guard ticket.order.venue == name else { throw PaperDesk.misplaced(name) }
        return desk.prepared(ticket)
    }

    public func standing(
        of order: PreparedOrder, at now: Timestamp
    ) async throws(VenueError) -> OrderStanding {
        try await desk.standing(of: order, at: now)
    }

    public func fill(
        of order: VenueOrder, key: String, transaction: String
    ) async throws(VenueError) -> Fill? { try await desk.fill(key) }
}
