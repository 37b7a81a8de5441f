import Domain
import Language

/// Finds purposes that no agent of this service will be designed for.
///
/// A short list of what cannot be meant otherwise; a sentence that forbids, detects or reports such
/// things is none of them. It is no judge of laws: what it does not know, the limits still hold.
struct UnlawfulReader {
    let message: AnnotatedMessage

    /// What is asked for, if it is unlawful everywhere.
    var problem: ReadingProblem? {
        for hit in Self.table.hits(in: message.tokens).all where !message.isQuoted(hit.start) {
            let sentence = message.sentence(of: hit.start)
            guard !message.has(.negation, in: sentence),
                !message.contains(Self.against, in: sentence)
            else { continue }
            return ReadingProblem(
                code: "unlawful", slot: nil,
                sentence: "I will not help with \(hit.value.words), and I noted nothing of it. If "
                    + "you want an agent for something else, I am glad to help.",
                span: message.span(hit.tokens))
        }
        return nil
    }

    private enum Deed: Sendable {
        case laundering, drugs, violence, theft, abuse, fraud, weapons, sanctions, attack

        var words: String {
            switch self {
            case .laundering: "hiding where money comes from"
            case .drugs: "buying or selling illegal drugs"
            case .violence: "harming people"
            case .theft: "stolen cards, accounts or data"
            case .abuse: "the abuse or sale of people"
            case .fraud: "fraud, forgery or bribes"
            case .weapons: "illegal weapons or terror"
            case .sanctions: "getting round sanctions or taxes"
            case .attack: "breaking into or blackmailing other people's systems"
            }
        }
    }

    /// The sentence is about stopping it.
    private static let against = WordSet(
        words: """
            anti against detect detects detection prevent prevents preventing prevention report
            reports screen screens screening compliance flag flags block blocks avoid avoids refuse
            refuses stop stops fight fights research news article articles study studies victims
            awareness never without alert alerts warn warns monitor monitors check checks recall
            game games novel film book books
            """)

    private static let table = PhraseTable<Deed>([
        (
            .laundering,
            """
            launder money, laundering money, launders money, launder drug/dirty/the/our/my money,
            money laundering, launder cash, launder funds, launder crypto, launders funds,
            laundering funds, drug money, dirty money, wash dirty cash, clean dirty money
            """
        ),
        (
            .drugs,
            """
            buy/buys/sell/sells/deal/deals/order/orders cocaine/heroin/meth/fentanyl/mdma/ecstasy/lsd,
            buy/buys/sell/sells/deal/deals/order/orders illegal drugs,
            illegal drugs, pay/pays my/our/the drug dealer, drug dealer, drug dealers,
            drug cartel, drug trafficking
            """
        ),
        (
            .violence,
            """
            hitman, hitmen, contract killer, contract killers, hire a killer, pay/pays a killer,
            assassin, assassins, assassination, have him/her/them/someone/somebody killed,
            kill my/his/her wife/husband/boss/neighbour/neighbor, to kill someone/somebody/people,
            murder for hire, beat up/someone/somebody
            """
        ),
        (
            .theft,
            """
            stolen credit cards, stolen cards, stolen credit card numbers, stolen card numbers,
            stolen credit card, stolen accounts, stolen data, stolen passwords, stolen identities,
            stolen goods, stolen wallets, stolen bank/paypal/netflix accounts, cloned cards,
            carding, leaked passwords
            """
        ),
        (
            .abuse,
            """
            child porn, child pornography, csam, human trafficking, traffic people, sex slaves,
            underage girls/boys/sex
            """
        ),
        (
            .fraud,
            """
            counterfeit money/bills/notes/currency, fake passports, fake passport, fake ids,
            forged documents, forged passports, pay/pays bribes, bribe/bribes the/our/my police,
            bribe/bribes an/the/our/my/some official/officials/judge/inspector, bribe officials, bribe politicians, ponzi scheme,
            scam people/victims/pensioners/seniors, phishing kit, phishing kits, buy votes,
            vote buying
            """
        ),
        (
            .weapons,
            """
            buy/buys/sell/sells/order/orders explosives, build a bomb, bomb parts, illegal weapons,
            illegal guns, unregistered guns, untraceable guns, ghost guns, fund terrorists/terrorism,
            finance terrorists/terrorism, funds terrorists/terrorism, terror cell, terrorist group
            """
        ),
        (
            .sanctions,
            """
            evade sanctions, evades sanctions, circumvent sanctions, dodge sanctions,
            bypass sanctions, get around sanctions, evade taxes, evades taxes, tax evasion
            """
        ),
        (
            .attack,
            """
            ransomware, ddos attack, ddos attacks, hire hackers, hire a hacker, botnet, botnets,
            buy/buys exploits/malware, hack into, blackmail people/someone/somebody,
            extort money, extortion money
            """
        ),
    ])
}
