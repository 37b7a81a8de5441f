extension Glossary {
    /// What people ask about the wizard itself.
    static let questions: [Entry] = [
        Entry(
            [
                "what can you do", "what do you do", "who are you", "what are you", "help",
                "how does this work", "how does it work", "what is this", "what happens now",
            ],
            "You tell me what your agent is for, I ask about money and a few other things, and at "
                + "the end you see the whole design and approve it. Then you can run it or take it "
                + "elsewhere."),
        Entry(
            ["is it safe", "is this safe", "my money safe", "can i trust", "what can go wrong"],
            "Your limits are kept by plain rules outside any language model: what they do not allow "
                + "is refused, and I show you the most that can be lost in a day."),
        Entry(
            ["how long", "how many questions", "how many more", "are we done", "much longer"],
            "Only a few questions; say \u{201C}skip\u{201D} to leave one open, or \u{201C}ship it\u{201D} "
                + "to see the end now."),
        Entry(
            ["what does it cost", "what do you cost", "is it free", "how much do you cost"],
            "Designing costs nothing. A running agent spends only what your limits allow."),
        Entry(
            [
                "how do i run", "how can i run", "how to run", "run it", "use it", "start it",
                "try it", "what next", "what s next", "what now", "and now", "next step",
                "next steps", "what do i do now", "go live", "deploy it", "how do i export",
            ],
            "When the design is finished, let it work: " + Exchange.howToRun + " You can also take "
                + "its prompt and files to another platform: under \u{201C}Exports\u{201D}, or GET "
                + "/api/v1/prompts/{session_id}/export/download?format=zip."),
        Entry(
            [
                "private key", "seed phrase", "secret key", "my keys", "password",
                "connect my wallet", "recovery phrase",
            ],
            "It never needs your private key, and please tell it to nobody, me included. Paygent has a "
                + "key of its own, kept encrypted where no language model can reach it; the agent "
                + "can spend only what you send to that wallet, within your limits."),
        Entry(
            [
                "goes over", "go over", "over the limit", "above the limit", "exceeds", "exceed",
                "hits the limit", "reaches the limit", "limit is reached", "limit reached",
                "used up", "too expensive", "over budget",
            ],
            "What would pass a limit is refused before anything is signed, and the run says which "
                + "limit it was; nothing is paid in part. What is only above your approval "
                + "threshold waits until a person has said yes."),
        Entry(
            ["real money", "play money", "is it simulated", "for real"],
            "Without a configured chain all payments are simulated on a sandbox ledger, and every "
                + "answer says so. With one, they are real."),
        Entry(
            ["stop it", "turn it off", "switch it off", "pause it", "emergency"],
            "You can stop it at any time: \u{201C}kill\u{201D} on the page, or POST "
                + "/api/v1/agents/{name}/kill. Nothing is signed after that."),
        Entry(
            ["change it later", "change this later", "change that later", "can i change"],
            "You can change everything at any time: just say it."),
    ]

    /// Longer names stand before the shorter ones that they contain.
    public static let entries: [Entry] = [
        Entry(
            ["approval threshold", "approval limit", "threshold", "approval"],
            "The approval threshold is an amount. Payments up to it go out by themselves; anything "
                + "above it waits until a person has said yes."),
        Entry(
            ["per payment limit", "payment limit", "limit per payment", "per payment"],
            "The limit per payment is the most the agent may pay in one go. A larger payment is "
                + "refused, whatever the reason."),
        Entry(
            ["daily limit", "weekly limit", "monthly limit", "spending limit", "limit", "cap"],
            "A spending limit is the most that may leave in that time, all payments added up. When "
                + "it is used up, nothing more is paid until time has passed."),
        Entry(
            ["total budget", "budget"],
            "The budget is the most the agent may ever spend, over its whole life."),
        Entry(
            ["slippage tolerance", "slippage setting", "slippage"],
            "Slippage is the difference between the rate you are shown for a swap and the rate you "
                + "get, because prices move in between. The tolerance is how much of it you accept; "
                + "beyond it the swap does not happen. Without swaps it does not matter."),
        Entry(
            ["x402", "402", "http 402"],
            "x402 is a way to pay on the web: a service answers \u{201C}payment required\u{201D} "
                + "with its price, the agent pays, asks again, and gets the answer."),
        Entry(
            ["testnet", "test network"],
            "A testnet is a copy of a network for trying things out. Its money is worth nothing, "
                + "so mistakes cost nothing."),
        Entry(
            ["network", "chain", "blockchain", "cronos", "base"],
            "The network is the ledger on which payments are recorded, such as Cronos or Base. "
                + "Payer and payee must use the same one."),
        Entry(
            ["gas fee", "gas fees", "gas"],
            "Gas is the small fee that a network takes for recording a payment."),
        Entry(
            ["stablecoin", "stable coin", "usdc", "usdt", "eurc"],
            "A stablecoin is a token that stays worth one unit of ordinary money. One USDC is "
                + "meant to be worth one US dollar."),
        Entry(
            ["cro"], "CRO is the own coin of the Cronos network. Its price goes up and down."),
        Entry(
            ["escrow"],
            "Escrow means that money waits with a third party until the goods or the work have "
                + "arrived. Your agent can hold a payment for approval; it is no escrow agent."),
        Entry(
            ["escalation", "escalate", "hand over", "handover"],
            "Escalation means that the agent stops and hands the matter to a person."),
        Entry(
            ["webhook"],
            "A webhook is a web address that another program calls when something has happened, "
                + "so that the agent can start at that moment."),
        Entry(
            ["kill switch", "killswitch", "emergency stop"],
            "The kill switch stops the agent at once: nothing more is paid until you start it "
                + "again."),
        Entry(
            ["stop condition", "stop conditions"],
            "A stop condition is something after which the agent halts by itself, such as a loss "
                + "or a date."),
        Entry(
            ["leverage", "margin"],
            "Leverage means trading with more than you put in. At 5x, a move of 20 percent against "
                + "you can wipe out what you put in."),
        Entry(
            ["perpetual", "perpetuals", "perp", "perps"],
            "A perpetual is a bet on a price, up or down, without an end date and mostly with "
                + "leverage."),
        Entry(
            ["prediction market", "prediction markets"],
            "A prediction market is a place to bet on how something turns out."),
        Entry(
            ["subscription"],
            "A subscription is paid again and again, each week, month or year, until it is "
                + "cancelled."),
        Entry(
            ["metered", "metered billing"],
            "Metered means that you pay for what you used, as with electricity."),
        Entry(
            ["pay per call", "pay-per-call"],
            "Pay per call means that every single request has its own small price."),
        Entry(
            ["swap", "swaps"], "A swap exchanges one token for another at the present rate."),
        Entry(
            ["wallet"],
            "A wallet holds the keys to your money on a network. Your agent can spend only what is "
                + "in the wallet that you give it."),
        Entry(
            ["token", "tokens", "currency"],
            "A token is a kind of money on a network, such as USDC or CRO."),
        Entry(
            ["allowlist", "whitelist", "allowed recipients", "recipient", "recipients"],
            "The recipients you name are the only ones the agent may pay. Without such a list it "
                + "may pay anyone whom you did not rule out."),
        Entry(
            ["approver", "approvers"],
            "An approver is a person who says yes or no to payments above your threshold."),
        Entry(
            ["retry", "retries", "retry policy", "backoff", "exponential backoff"],
            "A retry is another try after a failure. With exponential backoff the pause gets "
                + "longer each time."),
        Entry(
            ["timeout"], "The timeout is how long the agent waits for an answer before it gives up."
        ),
        Entry(
            ["tool", "tools"],
            "A tool is one thing that the agent is able to do, such as paying for an API or "
                + "checking a balance. What you do not allow, it cannot do."),
        Entry(
            ["tone"], "The tone is how the agent's messages sound, for instance friendly or formal."
        ),
        Entry(
            ["api", "apis"],
            "An API is a service for programs: your agent asks it for data and gets an answer."),
        Entry(
            ["maximum loss", "max loss"],
            "The maximum loss is the most that can leave in 24 hours if everything goes wrong, "
                + "worked out from your limits."),
        Entry(
            ["workflow"],
            "The workflow is the drawing of what your agent does, step by step, and where it stops "
                + "to ask."),
        Entry(
            ["agent"],
            "An agent is a program that acts for you. Yours can pay, within the limits you set."),
        Entry(
            ["prompt"],
            "The prompt is the text that tells a language model who it is and what to do."),
    ]
}
