internal import API
internal import Domain
internal import Glibc
internal import JSON
internal import Orchestration
internal import Paygent
internal import SQLiteStore
internal import Screen
internal import X402

extension Subcommand {
    static let pay = Subcommand(
        "pay", "Buy once what a URL sells over x402.",
        details: [
            "The price is asked first and shown; nothing is signed before the yes. The payment is",
            "judged, reserved, journalled and recovered as an agent's is, up to --max.",
        ],
        arguments: [.init("URL", "what to buy, such as https://api.example.com/data")],
        options: [
            .init("--max", "AMOUNT", "the most that it may cost, such as 0.10; required"),
            .init("--network", "NAME", "where to pay [eip155:338]"),
            .init("--token", "SYMBOL", "what to pay with [USDC]"),
            .init("--method", "METHOD", "GET, POST, PUT, PATCH or DELETE [GET]"),
            .init("--body", "TEXT", "what is sent along; not with GET"),
            .init("--yes", nil, "does not ask"),
            .output,
        ],
        settings: [.data, .chains, .assets, .signOnMainnets, .allowPrivateHosts],
        examples: [
            .init("paygent pay https://api.example.com/data --max 0.10", "shows the price, asks"),
            .init("paygent pay URL --max 0.10 --yes --output json", "for scripts"),
        ]
    ) { invocation throws(ConfigurationError) in
        let configuration = try invocation.configuration()
        do throws(StartError) {
            return try await Pay(invocation, configuration).run()
        } catch {
            Terminal.error("paygent: \(error)")
            return ExitCode.failed
        }
    }
}

/// One purchase, asked for at the terminal.
private struct Pay {
    /// Under which its money is counted and can be stopped.
    static let agent = AgentReference(name: "terminal", version: 1)

    let url: String
    let method: String
    let body: String?
    let asks: Bool
    let isJSON: Bool
    let max: Money
    let composition: Composition

    init(_ invocation: Invocation, _ configuration: Configuration) async throws(StartError) {
        url = invocation.words[0]
        method = invocation.options["--method"]?.uppercased() ?? "GET"
        body = invocation.options["--body"]
        asks = invocation.options["--yes"] == nil
        isJSON = invocation.options["--output"] == "json"
        guard HostName.of(url) != nil else { throw StartError("'\(url)' is no address to pay") }
        guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method),
            body == nil || method != "GET"
        else { throw StartError("--method is GET, POST, PUT, PATCH or DELETE; a GET has no body") }
        composition = try await Composition(configuration)
        max = try Self.max(invocation, composition.money.chains.assets)
    }

    private static func max(
        _ invocation: Invocation, _ assets: AssetTable
    ) throws(StartError) -> Money {
        let name = invocation.options["--network"] ?? Network.cronosTestnet.caip2
        guard let network = Network(rawValue: name) ?? Network(caip2: name) else {
            throw StartError("there is no network '\(name)'; try eip155:338")
        }
        let token = invocation.options["--token"]?.uppercased() ?? "USDC"
        guard let asset = assets.asset(token, on: network), asset.contract != nil else {
            throw StartError("no \(token) on \(network.title) is known that could be signed for")
        }
        guard let text = invocation.options["--max"] else {
            throw StartError("say with --max how much it may cost, such as --max 0.10")
        }
        do { return try Money(try Quantity(decimal: text), of: asset) } catch {
            throw StartError("--max '\(text)' is no amount of \(token), such as 0.10")
        }
    }

    func run() async throws(StartError) -> Int32 {
        try await composition.money.fundSandbox()
        let request = HTTPRequest(method, url, body: Array((body ?? "").utf8))
        let prices = PriceDiscovery(
            http: composition.money.http, assets: composition.money.chains.assets,
            isSimulated: composition.money.chains.chain.isSimulated)
        let terms = OfferChoice.Terms(
            network: max.asset.network, currency: max.asset.symbol, amountMax: max)
        let code: Int32
        switch await prices.ask(request, terms: terms) {
        case .failed(let failure):
            Terminal.error("paygent: \(url) could not be asked for its price: \(failure)")
            code = ExitCode.unreachable
        case .refused(_, let sentence):
            Terminal.error("paygent: \(sentence) Nothing was paid.")
            code = ExitCode.refused
        case .free(let answer): code = free(answer)
        case .price(let price): code = await take(price)
        }
        await composition.storage.database.close()
        return code
    }

    private func free(_ answer: Answer) -> Int32 {
        if isJSON {
            Terminal.out(
                JSONValue.object(["status": "free", "response": PaidResponse(answer).json])
                    .prettyText)
        } else {
            Terminal.error("It was served without a price; nothing was paid.")
            File.writeOut(answer.body)
        }
        return ExitCode.done
    }

    private func take(_ price: PriceDiscovery.Price) async -> Int32 {
        Terminal.error(
            "\(HostName.of(url) ?? url) asks for \(price.isMetered ? "up to " : "")\(price.amount)"
                + " on \(price.amount.asset.network.title), to \(price.payTo).")
        if asks {
            Terminal.write("Pay it? [y/N] ", to: STDERR_FILENO)
            guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
                Terminal.error("Nothing was paid.")
                return ExitCode.refused
            }
        }
        do {
            return show(try await composition.money.payments.pay(intent(price), under: policy))
        } catch {
            Terminal.error("paygent: \(Problem(error).detail)")
            return ExitCode.failed
        }
    }

    /// The yes at the terminal is the approval, and --max is the only limit.
    private var policy: Policy {
        Policy(
            caps: [
                .init(
                    window: .payment, limit: TokenAmount(max.quantity, max.asset.symbol),
                    sentence: "--max \(max.quantity.moneyText)")
            ],
            approval: .init(above: nil, approvers: ["owner"], sentence: "asked at the terminal"),
            allowedRecipients: [], blockedRecipients: [], tools: [.x402Payment], customTools: [],
            network: max.asset.network, currency: max.asset.symbol)
    }

    private func intent(_ price: PriceDiscovery.Price) -> PaymentIntent {
        PaymentIntent(
            run: ID(at: SystemClock().now(), random: SystemRandomness().next()),
            agent: Self.agent, policyHash: policy.hash,
            payee: Payee(host: HostName.of(url), address: price.payTo), resource: url,
            method: method, body: body, amount: price.amount, ceiling: max, offer: price.offer,
            requester: "terminal", purpose: "pay \(url)", team: nil)
    }
}

// What came of it.
extension Pay {
    /// Of a metered price, what it could have come to.
    private func rest(_ run: PaymentRun) -> String {
        run.charged == run.amount ? "" : " of at most \(run.amount)"
    }

    private func show(_ outcome: PaymentOutcome) -> Int32 {
        if isJSON {
            var json = outcome.run.clientMembers
            json["response"] = outcome.response?.json
            Terminal.out(JSONValue.object(json).prettyText)
        }
        switch outcome.run.state {
        case .settled(let receipt):
            if !isJSON {
                Terminal.error(
                    "Paid \(outcome.run.charged)\(rest(outcome.run)), transaction \(receipt.transaction)"
                        + (receipt.isSimulated ? " (simulated)." : "."))
                if let response = outcome.response { File.writeOut(response.body) }
            }
            return ExitCode.done
        case .stopped(let reason):
            Terminal.error("paygent: \(reason.sentence)")
            return reason.code.isRefusal ? ExitCode.refused : ExitCode.failed
        case .proposed, .awaitingApproval, .reserved, .paying, .unresolved:
            Terminal.error(
                "paygent: whether it was paid is not known yet. Nothing is signed again for it; "
                    + "paygent serve asks the chain until it is known. "
                    + "The payment is \(outcome.run.id).")
            return ExitCode.failed
        }
    }
}
