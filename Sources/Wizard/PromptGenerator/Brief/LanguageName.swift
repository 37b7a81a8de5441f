/// English names of the languages that designs ask for most. Source: ISO 639-1.
enum LanguageName {
    /// The code itself for a language that is not in the table.
    static func english(_ code: String) -> String {
        names.first { $0.code == code.lowercased() }?.name ?? FreeText.line(code)
    }

    private static let names: [(code: String, name: String)] = [
        ("ar", "Arabic"), ("bg", "Bulgarian"), ("bn", "Bengali"), ("cs", "Czech"),
        ("da", "Danish"), ("de", "German"), ("el", "Greek"), ("en", "English"),
        ("es", "Spanish"), ("et", "Estonian"), ("fa", "Persian"), ("fi", "Finnish"),
        ("fr", "French"), ("he", "Hebrew"), ("hi", "Hindi"), ("hr", "Croatian"),
        ("hu", "Hungarian"), ("id", "Indonesian"), ("it", "Italian"), ("ja", "Japanese"),
        ("ko", "Korean"), ("lt", "Lithuanian"), ("lv", "Latvian"), ("ms", "Malay"),
        ("nl", "Dutch"), ("no", "Norwegian"), ("pl", "Polish"), ("pt", "Portuguese"),
        ("ro", "Romanian"), ("ru", "Russian"), ("sk", "Slovak"), ("sl", "Slovenian"),
        ("sr", "Serbian"), ("sv", "Swedish"), ("sw", "Swahili"), ("th", "Thai"),
        ("tl", "Tagalog"), ("tr", "Turkish"), ("uk", "Ukrainian"), ("ur", "Urdu"),
        ("vi", "Vietnamese"), ("zh", "Chinese"),
    ]
}
