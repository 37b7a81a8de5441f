import Domain
import Testing

@Suite struct SlotOrderTests {
    @Test func theOrderIsThatOfTheDeclaration() {
        #expect(Slot.allCases.map(\.order) == Array(Slot.allCases.indices))
    }
}
