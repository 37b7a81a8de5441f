import Domain
import Testing

@Suite struct HarmlessTextTests {
    @Test(arguments: [
        ("\u{1B}[31mred\u{1B}[0m", "[31mred[0m"), ("a\u{9B}2Jb", "a2Jb"),
        ("\u{1B}]0;title\u{07}x", "]0;titlex"), ("ab\u{202E}cd\u{202C}", "abcd"),
        ("one\ntwo\r\nthree\tfour", "one two  three four"), ("z\u{200B}w\u{FEFF}", "zw"),
        ("a\u{8}\u{7F}b", "ab"), ("👨‍👩‍👧 und Jürgen", "👨‍👩‍👧 und Jürgen"),
        ("tag\u{E0041}", "tag"), ("", ""),
    ])
    func nothingThatATerminalObeysComesThrough(text: String, shown: String) {
        #expect(harmless(text) == shown)
    }
}
