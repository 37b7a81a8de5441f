import Language

/// Adjectives by which people say how something should sound.
enum ToneWords {
    static let all: Set<String> = Set(
        """
        friendly formal informal polite courteous warm professional casual blunt dry neutral terse
        cheerful cheery serious playful calm kind patient encouraging nerdy chatty discreet elegant
        scholarly businesslike dignified relaxed sober cheeky emotionless precise apologetic
        motherly fatherly grumpy steady sparkly sweet plain factual laconic gracious welcoming
        clinical practical respectful bubbly hype laid back chill snarky witty humorous funny
        sarcastic solemn gentle soft stern strict firm brisk energetic enthusiastic upbeat lively
        optimistic reassuring soothing empathetic compassionate caring supportive helpful humble
        modest confident assertive authoritative academic technical straightforward frank candid
        honest direct matter objective unemotional robotic monotone deadpan poetic lyrical whimsical
        quirky geeky old-fashioned fashioned ceremonious reverent cosy cozy homely neighbourly
        neighborly
        sincere earnest thoughtful reserved quiet understated crisp snappy punchy curt clipped
        jovial jolly jokey cool hip trendy youthful mature grown-up tactful diplomatic cordial
        amiable affable personable approachable conversational folksy down-to-earth unfussy
        no-nonsense pragmatic sensible tidy clear concise brief short deferential obedient loyal
        grateful thankful tender loving affectionate mellow zen serene tranquil peaceful stoic
        nonchalant breezy sunny bright dark mysterious dramatic epic heroic bold brave cautious
        careful measured balanced sharp shrewd cool-headed level-headed unflappable sympathetic
        scientific clerical bureaucratic legal legalistic military nautical piratey rustic folksy
        jaunty perky peppy vivacious spirited zesty spunky sassy bossy nice posh refined polished
        stylish sophisticated cultured wry ironic self-deprecating hearty rough gruff salty cold
        icy detached distant impersonal clean simple uncomplicated easygoing easy-going light
        lighthearted light-hearted mild inspiring motivating motivational coaching teacherly
        unhurried slow attentive obliging alert vigilant dispassionate sedate competent competence
        crusty cranky wise ashamed musical tender cocky salty sunny theatrical
        """.split(whereSeparator: \.isWhitespace).flatMap {
            $0.split(separator: "-").map(String.init)
        })

    static let keys = WordSet(all.map(WordKey.of)).subtracting(
        [
            "matter", "back", "up", "down", "to", "earth", "old", "no", "self", "light", "old",
            "easy", "grown", "clear", "legal", "slow", "cool", "cold", "dark", "clean", "bright",
            "alert", "loving", "simple", "nice", "level", "headed", "going", "hearted", "bold",
            "short", "brief", "technical", "military",
        ].map(WordKey.of))
}

/// Verbs and nouns by which people say what an agent does.
enum ActionWords {
    static let all: Set<String> = Set(
        """
        pay pays paying paid purchase purchases purchasing buy buys buying bought order orders
        ordering reorder reorders reordering settle settles settling send sends sending tip tips
        tipping renew renews renewing cancel cancels swap swaps swapping convert converts exchange
        exchanges trade trades trading hedge hedges hedging short shorts long longs bet bets betting
        back backs claim claims refund refunds refunding donate donates donation donations
        distribute
        distributes distributing hand hands collect collects rent rents renting license licenses
        licensing licence fetch fetches book books booking subscribe subscribes restock restocks
        explain explains answer answers answering sell sells selling analyse analyses analyze
        analyzes charge charges monitor monitors watch watches compare compares search searches find
        finds pick picks translate translates transcribe transcribes reimburse reimburses disburse
        disburses payout payouts transfer transfers top tops refill refills replenish replenishes
        track tracks manage manages handle handles gather gathers acquire acquires procure procures
        procuring hire hires commission commissions fund funds sponsor sponsors reward rewards
        invoice invoices bill bills bids bid help helps acquire deliver delivers check checks
        licences accumulate accumulates rebalance rebalances stake stakes split splits
        """.split(whereSeparator: \.isWhitespace).map(String.init))

    static let keys = WordSet(all.map(WordKey.of))
}
