internal import API
internal import Screen

extension Subcommand {
    static let facilitator = Subcommand(
        "facilitator", "Serve only the x402 facilitator.",
        details: [
            "POST /verify, POST /settle and GET /supported, also below /facilitator. The account in",
            "the data folder pays the fees on networks that --chains names.",
        ],
        settings: [.host, .port, .data, .chains, .assets, .signOnMainnets, .apiKeys, .accessLog],
        examples: [
            .init(
                "paygent facilitator --chains eip155:338=https://rpc.example",
                "settles on Cronos testnet")
        ]
    ) { invocation throws(ConfigurationError) in
        await Serve.run(try invocation.configuration(), only: .facilitator)
    }

    static let seller = Subcommand(
        "seller", "Serve only the paths that are sold.",
        details: [
            "Every path has a price. An answer leaves after its payment has settled; an answer of",
            "400 or above is not charged. Several routes go into a file, see --routes.",
        ],
        options: [
            .init(
                "--route", "ROUTE",
                "one route, \"/weather=0.01 USDC@eip155:338=https://upstream\" or =FILE")
        ],
        settings: [
            .host, .port, .data, .routes, .facilitator, .chains, .assets, .signOnMainnets,
            .accessLog,
        ],
        examples: [
            .init(
                "paygent seller --route \"/report=0.05 USDC@eip155:338=report.json\"",
                "sells a file")
        ]
    ) { invocation throws(ConfigurationError) in
        var configuration = try invocation.configuration()
        configuration.route = invocation.options["--route"]
        guard configuration.route != nil || configuration.routesFile != nil else {
            Terminal.error("paygent seller: name what is sold with --route or --routes")
            return ExitCode.usage
        }
        return await Serve.run(configuration, only: .shop)
    }
}
