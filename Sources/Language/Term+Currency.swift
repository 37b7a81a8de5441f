extension Term {
    static let currencies: [(Term, String)] =
        tokens + fiat + coins

    private static let tokens: [(Term, String)] = [
        (token("USDC"), "usdc, usd coin, usdc <dot> e, usdce, u s d c, usd c, bridged usdc"),
        (token("USDT"), "usdt, tether, u s d t, tethers"), (token("DAI"), "dai"),
        (token("CRO"), "cro, cros, crro, c r o"),
        (token("ETH"), "eth, ether, ethers"), (token("WETH"), "weth"),
        (token("BTC"), "btc, bitcoin, bitcoins"), (token("WBTC"), "wbtc"),
        (token("EURC"), "eurc, euro coin"), (token("VVS"), "vvs"), (token("SOL"), "sol"),
        (token("MATIC"), "matic"), (token("BNB"), "bnb"), (token("AVAX"), "avax"),
        (token("ATOM"), "atom"), (token("PYUSD"), "pyusd"), (token("XRP"), "xrp"),
        (token("GBPT"), "gbpt"), (token("WCRO"), "wcro"), (token("TONIC"), "tonic"),
        (token("FRAX"), "frax"), (token("USDE"), "usde"),
    ]

    private static let fiat: [(Term, String)] = [
        (
            token("USD"),
            "usd, dollar/dollars, us dollar/dollars, american dollar/dollars, buck/bucks, u s dollars"
        ),
        (token("EUR"), "eur, euro/euros, eurs"),
        (token("GBP"), "gbp, pound/pounds, quid, sterling, pounds sterling, british pounds"),
        (token("CHF"), "chf, franc/francs, swiss franc/francs, sfr, franken"),
        (token("JPY"), "jpy, yen, japanese yen"), (token("CNY"), "cny, yuan, renminbi, rmb"),
        (token("INR"), "inr, rupee/rupees, indian rupees, rs"),
        (
            token("AUD"), "aud, australian/aussie dollar/dollars, dollar/dollars aussie/australian"
        ),
        (token("CAD"), "cad, canadian dollar/dollars"),
        (token("NZD"), "nzd, new zealand dollar/dollars, kiwi dollars"),
        (token("SGD"), "sgd, singapore dollar/dollars"),
        (token("HKD"), "hkd, hong kong dollar/dollars"),
        (token("SEK"), "sek, swedish krona/kronor/kroner, kronor"),
        (token("NOK"), "nok, norwegian krone/kroner"),
        (token("DKK"), "dkk, danish krone/kroner"), (token("PLN"), "pln, zloty/zlotys/zloties"),
        (token("CZK"), "czk, koruna/korunas, czech crowns"), (token("HUF"), "huf, forint/forints"),
        (token("BRL"), "brl, real brasileiro, reais"), (token("MXN"), "mxn, mexican pesos, pesos"),
        (token("ZAR"), "zar, rand/rands"), (token("NGN"), "ngn, naira"),
        (token("KES"), "kes, kenyan shilling/shillings, shilling/shillings, ksh"),
        (token("GHS"), "ghs, cedi/cedis"), (token("TRY"), "turkish lira, lira/liras"),
        (token("AED"), "aed, dirham/dirhams"), (token("ILS"), "ils, shekel/shekels"),
        (token("KRW"), "krw, won"), (token("THB"), "thb, baht"), (token("PHP"), "php pesos"),
        (token("IDR"), "idr, rupiah"), (token("VND"), "vnd, dong"), (token("MYR"), "myr, ringgit"),
        (token("UGX"), "ugx, ugandan shilling/shillings, ush"),
        (token("TZS"), "tzs, tanzanian shilling/shillings"),
        (token("RWF"), "rwf, rwandan franc/francs"),
        (token("PKR"), "pkr, pakistani rupee/rupees"),
        (token("LKR"), "lkr, sri lankan rupee/rupees"), (token("BDT"), "bdt, taka"),
        (token("NPR"), "npr, nepalese rupee/rupees, nepali rupee/rupees"),
        (token("ARS"), "ars, argentine/argentinian peso/pesos"),
        (token("CLP"), "clp, chilean peso/pesos"), (token("COP"), "colombian peso/pesos"),
        (token("PEN"), "peruvian sol/soles"), (token("EGP"), "egp, egyptian pounds"),
        (token("MAD"), "moroccan dirham/dirhams"), (token("XOF"), "xof, cfa, cfa franc/francs"),
        (token("ETB"), "etb, birr"), (token("ZMW"), "zmw, kwacha"),
        (token("RSD"), "rsd, serbian dinar/dinars"), (token("BGN"), "bgn"),
        (token("ISK"), "isk, icelandic krona/kronur"), (token("SAR"), "sar, saudi riyal/riyals"),
        (token("QAR"), "qar, qatari riyal/riyals"),
        (token("TWD"), "twd, taiwan dollar/dollars, new taiwan dollar/dollars"),
        (token("RON"), "ron, lei"), (token("UAH"), "uah, hryvnia"),
    ]

    private static let coins: [(Term, String)] = [
        (
            .currency(Currency("USD", divisor: 100)),
            "cent/cents, us cents, usd cents, ¢, penny/pennies"
        ),
        (
            .currency(Currency("USDC", divisor: 100)),
            "usdc cent/cents, cent/cents in usdc, cent/cents of usdc, cent/cents usdc"
        ),
        (
            .currency(Currency("EUR", divisor: 100)),
            "euro cent/cents, eurocent/eurocents, eur cents"
        ),
        (.currency(Currency("GBP", divisor: 100)), "pence, p"),
        (.currency(Currency("", coinHundredths: 500)), "fiver"),
        (.currency(Currency("", coinHundredths: 1000)), "tenner"),
        (.currency(Currency("USD", coinHundredths: 10)), "dime"),
        (.currency(Currency("USD", coinHundredths: 5)), "nickel"),
        (.currency(Currency("USD", coinHundredths: 2500)), "pony"),
    ]

    private static func token(_ code: String) -> Term { .currency(Currency(code)) }
}

extension Currency {
    /// Money with two decimals, where a lone dot before three digits separates thousands.
    public static func isFiat(_ code: String) -> Bool { fiatCodes.contains(code) }

    /// Money whose people say "dollar" for it.
    public static func isDollar(_ code: String) -> Bool {
        code == "USD" || code == "AUD" || code == "CAD" || code == "NZD" || code == "SGD"
            || code == "HKD" || code == "TWD"
    }

    /// A dollar stablecoin, which a bare number or `$` takes when it was chosen.
    public static func isDollarCoin(_ code: String) -> Bool {
        code == "USDC" || code == "USDT" || code == "DAI" || code == "PYUSD" || code == "USDE"
            || code == "FRAX"
    }

    private static let fiatCodes: Set<String> = [
        "USD", "EUR", "GBP", "CHF", "CNY", "INR", "AUD", "CAD", "NZD", "SGD", "HKD", "SEK", "NOK",
        "DKK", "PLN", "CZK", "HUF", "BRL", "MXN", "ZAR", "NGN", "KES", "GHS", "TRY", "AED", "ILS",
        "JPY", "KRW", "THB", "PHP", "IDR", "VND", "MYR", "RON", "UAH", "EURC", "GBPT", "UGX", "TZS",
        "RWF", "PKR", "LKR", "BDT", "NPR", "ARS", "CLP", "COP", "PEN", "EGP", "MAD", "XOF", "ETB",
        "ZMW", "RSD", "BGN", "ISK", "SAR", "QAR", "TWD",
    ]
}
