public import Domain

/// What can be downloaded: a platform's file, or the whole package in one form.
public enum ExportFormat: Sendable, Hashable {
    case platform(Platform)
    case package(PackageFormat)

    /// Reads the name that clients use: `elevenlabs`, `zip`.
    ///
    /// - Throws: `.unknownFormat`, whose sentence lists the names there are.
    public init(_ name: String) throws(ExportError) {
        if let package = PackageFormat(rawValue: name) {
            self = .package(package)
        } else if let platform = Platform(rawValue: name) {
            self = .platform(platform)
        } else {
            throw .unknownFormat(name)
        }
    }

    public var name: String {
        switch self {
        case .platform(let platform): platform.rawValue
        case .package(let package): package.rawValue
        }
    }

    public static let all: [ExportFormat] =
        PackageFormat.allCases.map(ExportFormat.package)
        + Platform.allCases.map(ExportFormat.platform)
}

/// The whole package as one file.
public enum PackageFormat: String, Sendable, Hashable, CaseIterable {
    case json, yaml, markdown, text, mermaid
    /// Every file of every platform, with a README.
    case zip
}

/// Why there is no such export. Trying again never helps.
public enum ExportError: Error, Equatable {
    case unknownFormat(String)
    /// The platform has been shut down by its vendor.
    case gone(Platform, migration: String)

    /// What a person is told.
    public var sentence: String {
        switch self {
        case .unknownFormat(let name):
            "There is no export called '\(name)'. There are: "
                + ExportFormat.all.map(\.name).joined(separator: ", ") + "."
        case .gone(_, let migration): migration
        }
    }
}
