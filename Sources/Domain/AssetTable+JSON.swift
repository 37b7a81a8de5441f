public import JSON

extension AssetTable {
    /// Adds the tokens of a file: `{"assets": [{"symbol", "network", "contract", "decimals",
    /// "name"?, "version"?}]}`. A token that the table has already is replaced.
    ///
    /// - Throws: `AssetFileError`, which names the entry and what is wrong with it.
    public mutating func add(file json: JSONValue) throws(AssetFileError) {
        guard let entries = json["assets"]?.array else { throw .noList }
        for (index, entry) in entries.enumerated() {
            do throws(AssetFileError.Fault) {
                try add(entry: entry)
            } catch { throw .badEntry(number: index + 1, error) }
        }
    }

    private mutating func add(entry: JSONValue) throws(AssetFileError.Fault) {
        let asset = try Asset(entry: entry)
        // Two tokens under one symbol: whoever says "5 USDC" would not know which one is sent.
        if let other = self.asset(asset.symbol, on: asset.network), other.id != asset.id {
            throw .symbolTaken(asset.symbol, asset.network)
        }
        add(asset)
    }
}

extension Asset {
    fileprivate init(entry: JSONValue) throws(AssetFileError.Fault) {
        guard let symbol = entry["symbol"]?.string, (1...16).contains(symbol.utf8.count),
            symbol.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), symbol == symbol.uppercased()
        else { throw .bad("symbol", "a symbol in capitals, such as USDC") }
        guard let name = entry["network"]?.string,
            let network = Network(rawValue: name) ?? Network(caip2: name), network.chainID != nil
        else { throw .bad("network", "the name of an EVM network, such as eip155:338") }
        let contract: Address
        do { contract = try Address(entry["contract"]?.string ?? "") } catch {
            throw .bad("contract", "the token's address, 0x and 40 digits")
        }
        guard let decimals = entry["decimals"]?.integer, (0...Int64(Quantity.scaleMax)).contains(decimals)
        else {
            throw .bad("decimals", "a number from 0 to \(Quantity.scaleMax)")
        }
        let domain: SigningDomain?
        switch (entry["name"], entry["version"]) {
        case (nil, nil): domain = nil
        case (.string(let name)?, .string(let version)?):
            domain = SigningDomain(name: name, version: version)
        default: throw .bad("name and version", "two texts, or both left out")
        }
        self.init(
            symbol: symbol, network: network, contract: contract, decimals: UInt8(decimals),
            domain: domain)
    }
}

/// Why a file of tokens cannot be used.
public enum AssetFileError: Error, Equatable, CustomStringConvertible {
    case noList
    /// Counted from 1.
    case badEntry(number: Int, Fault)

    public enum Fault: Error, Equatable {
        /// The member's name, and what belongs there.
        case bad(String, String)
        case symbolTaken(String, Network)
    }

    /// For the operator.
    public var description: String {
        switch self {
        case .noList: "it holds no list named assets"
        case .badEntry(let number, .bad(let member, let wanted)):
            "token \(number): \(member) must be \(wanted)"
        case .badEntry(let number, .symbolTaken(let symbol, let network)):
            "token \(number): \(network.title) has another \(symbol) already; "
                + "give this one another symbol"
        }
    }
}
