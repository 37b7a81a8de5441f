/// A ZIP archive of stored files: no compression and no clock, so that the same files give the same
/// bytes. Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
struct ZIPWriter {
    private var archive: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    /// 1980-01-01, 00:00: the first moment that the format can write.
    private static let date: UInt16 = 1 << 5 | 1
    private static let isUTF8: UInt16 = 1 << 11

    /// - Precondition: fewer than 65,535 files and 4 GB in all.
    static func archive(_ files: [GeneratedFile]) -> [UInt8] {
        var writer = ZIPWriter()
        for file in files { writer.add(file) }
        return writer.finished()
    }

    private mutating func add(_ file: GeneratedFile) {
        let name = Array(file.name.utf8)
        let offset = UInt32(archive.count)
        var common: [UInt8] = []
        common.append(little: UInt16(20))
        common.append(little: Self.isUTF8)
        common.append(little: UInt16(0))
        common.append(little: UInt16(0))
        common.append(little: Self.date)
        common.append(little: CRC32.checksum(file.bytes))
        common.append(little: UInt32(file.bytes.count))
        common.append(little: UInt32(file.bytes.count))
        common.append(little: UInt16(name.count))
        common.append(little: UInt16(0))

        archive.append(little: 0x0403_4B50 as UInt32)
        archive += common + name + file.bytes

        directory.append(little: 0x0201_4B50 as UInt32)
        directory.append(little: UInt16(20))
        directory += common
        directory.append(little: UInt16(0))
        directory.append(little: UInt16(0))
        directory.append(little: UInt16(0))
        directory.append(little: UInt32(0))
        directory.append(little: offset)
        directory += name
        count += 1
    }

    private consuming func finished() -> [UInt8] {
        let start = UInt32(archive.count)
        var result = archive + directory
        result.append(little: 0x0605_4B50 as UInt32)
        result.append(little: UInt32(0))
        result.append(little: count)
        result.append(little: count)
        result.append(little: UInt32(directory.count))
        result.append(little: start)
        result.append(little: UInt16(0))
        return result
    }
}

/// Source: ISO 3309, the polynomial 0xEDB88320.
enum CRC32 {
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var register: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            register = register >> 8 ^ table[Int((register ^ UInt32(byte)) & 0xFF)]
        }
        return ~register
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(little number: some FixedWidthInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
