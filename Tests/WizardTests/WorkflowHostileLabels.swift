/// Texts that break diagrams: quotes, brackets, keywords, comments, markup, scripts, directions, long
/// ones. Each is drawn by the real mermaid.js in Tests/Browser.
enum WorkflowHostileLabels {
    static let all: [String] = Array(
        Set(
            syntax + keywords + markup + scripts + languages + controls + combined
                + keywords.map { $0.uppercased() } + keywords.map { "go \($0) now" })
    ).sorted()

    static let syntax = [
        "pay (x402)", "{id}", "[0]", "a|b", "|", "||", "\"quoted\"", "\"", "'", "it's", "`back`",
        "``", "%% comment", "%%{init: {}}%%", "%", "%%", "%%%", "100%", "a;b", ";", "# hash", "#",
        "##", "#35;", "#quot;", "a#b;c", "a#", "x:y", "::icon", ":::", "-->", "a --> b", "==>",
        "-.->", "--", "---", "--\n--", "x-->y-->z", "{{x}}", "${x}", "{", "}", "}}", "[", "]", "](",
        "(((", "[[x]]", "[*]", "[*] --> n1", "/x/", "\\x\\", "/x\\", ">x]", "@{shape}",
        "x@{ shape: rect }", "n1", "n1:::big", "style n1 fill:#f00", "<<fork>>", "<<choice>>", ",",
        ".", "?", "!", "@", "^", "~", "=", "+", "\\n", "C:\\path\\n", "\\(x\\)", "]]>",
        "---\ntitle: x\n---", "state x {\n}", "subgraph x\nend", "graph LR;A-->B", "°", "¶", "¶ß",
        "fl°x¶ß", "ﬂ°°x¶ß",
    ]

    static let keywords = [
        "end", "click", "state", "note left of n1", "end note", "direction LR", "direction TB",
        "direction   TD", "style", "class", "classDef", "linkStyle default", "subgraph",
        "flowchart TD", "graph TD", "stateDiagram-v2", "sequenceDiagram", "as n1", "fork", "join",
        "choice", "hide empty description", "scale 100 width", "accTitle: x", "accDescr { x }",
        "title", "default", "interpolate", "concurrent", "call", "href", "loop", "opt", "else",
    ]

    static let markup = [
        "<b>", "<br>", "one<br>two", "one<br/>two", "&amp;", "&lt;", "&#35;", "&nbsp;", "#nbsp;",
        "#9829;", "**bold**", "_it_", "***", "___", "~~s~~", "1. list", "1)", "- item", "* star",
        "- [ ] x", "> quote", "| a | b |", "[l](http://x.y)", "![i](j)",
        "https://e.com/a?b=c&d=e#f",
        "www.example.com", "a@b.com", "$x$", "$$x^2$$", "fa:fa-car", "fas:fa-x", "mdi:home", "%20",
        "{\"json\": [1,2]}", "null", "undefined", "__proto__", "constructor", "toString", "0", "1.",
    ]

    static let scripts = [
        "<script>alert(1)</script>", "</script>", "<img src=x onerror=alert(1)>", "<!--", "-->",
        "javascript:alert(1)", "click n1 href \"javascript:alert(1)\"", "click n1 call alert()",
        "<svg onload=alert(1)>", "<iframe src=x>", "<a href=x>y</a>", "\"]; click n1 alert; n9[\"",
        "x\"| n2\n  n9[\"injected\"]\n  n1 -->|\"y", "\n  click n1 alert\n", "<style>*{}</style>",
    ]

    static let languages = [
        "עברית שלום", "مرحبا بالعالم", "\u{202E}cba", "日本語テキスト", "한국어", "ไทย", "हिन्दी", "🤖", "👩‍👩‍👧‍👦🏳️‍🌈",
        "é e\u{301}", "ﬁ", "Ω", "“curly”", "«»", "…", "©®™", "½", "Straße", "İstanbul", "\u{200B}x",
        "a\u{2028}b", "Ａ", "\u{10FFFF}", "à la carte",
    ]

    static let controls = [
        "", " ", "   ", "\n", "two\nlines", "a\r\nb", "a\rb", "\na", "a\n", "\n\n", "tab\there",
        "a\u{0}b", "a\u{1B}[31mb", "\u{FEFF}x", "a\u{7F}b", "  lead and trail  ", "a\u{85}b",
    ]

    static let combined = [
        String(repeating: "A", count: 5000), String(repeating: "word ", count: 1000),
        String(repeating: "\"]", count: 500), String(repeating: "🤖", count: 300),
        String(repeating: "#;", count: 500),
    ]

    /// What people can see of a text: control characters and the byte order mark show nothing.
    static func visible(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Character in
            let isHidden = scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFEFF
            return isHidden ? " " : Character(scalar)
        }
        let shown = String(scalars)
        return text.unicodeScalars.allSatisfy { $0.value <= 0x20 || $0.value == 0x7F }
            ? "(no text)" : shown
    }
}
