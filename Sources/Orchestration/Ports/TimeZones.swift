public import Paygent

/// The clocks of the world.
public protocol TimeZones: Sendable {
    /// Nil when there is no such place, or when what is known of it cannot be read.
    ///
    /// - Parameter name: of the tz database: `Europe/Berlin`.
    func rules(of name: String) -> TimeZoneRules?
}
