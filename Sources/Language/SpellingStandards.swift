/// Ordinary English words that look like a slip of a keyword and are none.
public enum SpellingStandards {
    public static let words: [String] = """
        tolls moth moths heart hearth never ever every very fever lever clever sever seven heaven
        there their where were here hear year years your yours four fours hours ours tours our
        house horse hose those these thesis then than them they the that what chat chats
        weak weaks week weeks weed weeds seek seeks meek leek peek daily diary dairy dally
        mouth mouths north south worth worthy month months mount amount
        dollar collar dollars collars paid said pain pair pay pays bay bays say says day days way ways
        limit limits limp limb climb under udder thunder order orders border older holder over
        above about abode love loves move moves more some same sane come comes cone
        none nine mine line lines nice price prices prince prize prizes pride
        tone tones stone stones ton tons town towns tune tunes toner
        token tokens taken broken spoken woken toke
        agent agents argent urgent gent gents client clients
        trade trades trader traders grade grades grader shade
        allow allows allowed hallow fallow follow follows followed yellow mellow
        block blocks blocked clock clocks flock lock locks stock stocks rock
        report reports resort resorts retort deport
        retry retries entry entries pastry pantry berry
        timeout timeouts without within
        email emails small smalls mall
        slack slacks black back stack stacks smack lack pack snack
        price pricing slice slices spice
        approve approved improve improved prove proved
        person persons reason season seasons lesson lessons
        people purple couple temple simple sample samples
        charge charges change changes chance chances
        spend spends spent send sends bend lend tend trend
        cheap cheat cheats cheer cheers sheer
        budget budgets nudge gadget gadgets widget widgets
        total totals vocal local locals hotel hotels motel
        maximum minimum premium museum medium
        between betrayed bottom button buttons
        right night light sight fight eight might tight weight height freight
        first thirst burst trust third bird birds
        brief brief briefs grief chief chiefs
        short shorts sport sports shot shots shirt shirts sort sorts port ports
        swap swaps swamp swarm soap
        notify notice noticed noise
        start starts star stars smart apart part parts art arts chart charts heart
        stage stages state states stake stakes station stations
        stop stops shop shops step steps steep top tops drop drops
        monthly mostly costly weekly week's sleekly
        friendly finally family families fairly
        plain plan plans plane planes plant plants planet
        polite police policy politic
        warm ward wards war worm worms farm farms form forms
        formal normal format former farmer farmers
        never neighbor neighbour neighbours
        vendor vendors lender lenders sender senders tender tenders
        whole while whale white write writes wrote wheel
        after alter altar rather other others mother another brother
        asked basked mask task tasks desk ask asks
        once ounce dance hence fence since
        place places palace peace piece pieces
        plays players prayer layer layers
        paying playing saying staying laying
        bought brought thought though through tough cough
        quote quotes quite quiet quit quilt
        every everyone anyone someone anything something nothing
        lower flower power slower tower
        stuff staff stiff
        ready steady study studio
        point points paint paints print prints pint pints joint
        usual visual causal casual
        serve serves server servers service reserve
        tutor tutors author authors doctor doctors
        trial trials trail trails train trains
        field fields yield shield
        train grain brain drain
        sheet sheets sheer shelf shell sleet street
        break breaks bread board boards broad road roads
        music basic magic logic
        photo photos phone phones
        track tracks truck trucks trick
        title table tables cable able label labels
        refund refunds remind
        claim claims clam calm
        match matches watch watches catch batch patch
        cover covers recover discover
        model models modem modern
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
