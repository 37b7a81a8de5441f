infix operator ..<| : RangeFormationPrecedence

/// From `start` up to `end`, empty when the end lies before the start.
///
/// Places in a text come from separate findings, and on a strange text one may lie behind the other:
/// then there is nothing between them, which is no reason to trap.
@inlinable
public func ..<| (start: Int, end: Int) -> Range<Int> {
    Range(uncheckedBounds: (start, max(start, end)))
}
