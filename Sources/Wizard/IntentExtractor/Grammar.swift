import Language

/// The closed classes of English words: by them a clause is understood whatever its other words
/// are.
enum Grammar {
    static let negators = WordSet(
        words: """
            no not never nothing none nobody noone nowhere neither nor dont doesnt didnt wont cant
            cannot mustnt shouldnt couldnt wouldnt isnt arent wasnt aint zilch nada zero nix nope nevr
            nvr neva dnt neednt without
            """)
    static let copulas = WordSet(
        words: "is are was were be been being am im its thats theres hes shes theyre s re stays "
            + "remains stay remain")
    static let auxiliaries = WordSet(
        words: """
            is are was were be been being am do does did has have had will would shall should can
            could may might must ought gets get got dont doesnt didnt wont cant cannot mustnt
            shouldnt couldnt wouldnt isnt arent wasnt aint hasnt havent
            """)
    static let determiners = WordSet(
        words: "the a an our my your his her its their this that these those any some one mr")
    static let prepositions = WordSet(
        words: """
            of in on at by for from to with via through past under over above below before after
            about near around between until up into onto as than per like off without
            """)
    static let conjunctions = WordSet(words: "and or plus n also both either neither nor & then")
    /// Words that begin a clause of their own: a reason, a case, a contrast.
    static let subordinators = WordSet(
        words: """
            because since when whenever while if unless until once after before although though
            whereas cos coz who whom whose which where why how
            """)
    static let pronouns = WordSet(
        words: """
            i me we us you he him she her they them it this that these those who both all anyone anybody
            everyone everybody someone somebody whoever whichever whatever what
            """)
    static let adverbs = WordSet(
        words: """
            always only just also ever again too simply usually mostly normally sometimes still
            already either really please pls plz exclusively solely first maybe perhaps well so
            now then there here yes yeah yep ok okay hmm uh um er oh right fine sure even quite
            very alone personally myself himself herself themselves but and or plus strictly merely certainly definitely
            """)

    /// Says nothing of its own: only how the words around it hang together.
    static let small =
        negators.union(copulas).union(auxiliaries).union(determiners).union(prepositions)
        .union(conjunctions).union(subordinators).union(pronouns).union(adverbs)
}
