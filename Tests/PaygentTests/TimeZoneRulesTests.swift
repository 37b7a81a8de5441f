import Foundation
import Paygent
import Testing

/// The zone files of this machine, against what the C library says from the same files.
@Suite(.serialized) struct TimeZoneRulesTests {
    /// Every hundredth second of a year would take long: a spread of moments from 1900 to 2150.
    @Test func everyPlaceIsReadAsTheSystemReadsIt() throws {
        var random = SplitMix(20)
        let names = ZoneFiles.names
        #expect(names.count > 300)
        for name in names {
            let rules = try ZoneFiles.rules(name)
            unsafe setenv("TZ", name, 1)
            tzset()
            for _ in 0..<60 {
                let moment = Int64(random.next() % 7_889_400_000) - 2_208_988_800
                #expect(rules.offset(at: moment) == systemOffset(moment), "\(name) at \(moment)")
            }
        }
        unsafe setenv("TZ", "UTC", 1)
        tzset()
    }

    private func systemOffset(_ moment: Int64) -> Int64 {
        var (time, parts) = (time_t(moment), tm())
        unsafe localtime_r(&time, &parts)
        return Int64(unsafe parts.tm_gmtoff)
    }

    @Test func clocksThatAreChangedShowATimeNeverOrTwice() throws {
        let berlin = try ZoneFiles.rules("Europe/Berlin")
        // 29 March 2026 02:30 is skipped, 25 October 2026 02:30 comes twice.
        #expect(berlin.moments(showing: 1_774_751_400) == [])
        #expect(berlin.moments(showing: 1_792_895_400) == [1_792_888_200, 1_792_891_800])
        #expect(berlin.moments(showing: 1_780_000_000) == [1_780_000_000 - 7200])
    }

    /// Whatever the bytes are, reading them ends, and what is read answers.
    @Test(arguments: [UInt64](1...4))
    func damagedFilesAreRefusedOrAnswer(seed: UInt64) throws {
        var random = SplitMix(seed)
        for name in ["Europe/Berlin", "America/Nuuk", "UTC", "Asia/Tehran"] {
            let whole = try ZoneFiles.bytes(name)
            for _ in 0..<400 {
                var bytes = whole
                for _ in 0...random.next() % 4 {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() & 0xFF)
                }
                if random.next() % 3 == 0 { bytes.removeLast(Int(random.next() % 64)) }
                guard let rules = read(bytes) else { continue }
                for moment in [Int64.min, -1, 0, 1 << 40, .max] {
                    #expect(abs(rules.offset(at: moment)) < 700_000)
                }
            }
        }
        #expect(read([]) == nil && read(Array("TZif2".utf8)) == nil)
        #expect(read([UInt8](repeating: 0, count: 1 << 19)) == nil)
    }

    private func read(_ bytes: [UInt8]) -> TimeZoneRules? {
        do { return try TimeZoneRules(tzif: bytes) } catch { return nil }
    }
}

enum ZoneFiles {
    static let folder = "/usr/share/zoneinfo"

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }

    static func rules(_ name: String) throws -> TimeZoneRules {
        try TimeZoneRules(tzif: try bytes(name))
    }

    /// From the database's own list.
    static let names: [String] = {
        let table = FileManager.default.contents(atPath: "\(folder)/tzdata.zi") ?? Data()
        var names: Set<String> = []
        for line in String(decoding: table, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 2, words[0] == "Z" { names.insert(String(words[1])) }
            if words.count > 2, words[0] == "L" { names.insert(String(words[2])) }
        }
        return names.filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)") && $0.contains("/")
        }.sorted()
    }()
}
