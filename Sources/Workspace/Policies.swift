import Platform

extension Permission {
    /// Seeing one's own saved views and those of the team.
    static let savedViewsRead: Permission = "saved_views.read"
    /// Saving views for oneself.
    static let savedViewsWrite: Permission = "saved_views.write"
    /// Giving views to the team, and changing the team's.
    static let savedViewsShare: Permission = "saved_views.share"
    /// Seeing one's own preferences.
    static let preferencesRead: Permission = "preferences.read"
    /// Changing one's own preferences.
    static let preferencesWrite: Permission = "preferences.write"
    /// Commenting on records one can open.
    static let commentsWrite: Permission = "comments.write"
    /// Seeing where comments name one.
    static let mentionsRead: Permission = "mentions.read"
    /// Noting that one has read them.
    static let mentionsWrite: Permission = "mentions.write"
    /// Seeing one's own bulk runs.
    static let bulkRunsRead: Permission = "bulk_runs.read"
    /// Performing an action one may perform on many records, and taking that back.
    static let bulkRunsRun: Permission = "bulk_runs.run"
    /// Seeing and ending everybody's bulk runs.
    static let bulkRunsOversee: Permission = "bulk_runs.oversee"
}

/// What the module decides.
enum WorkspacePolicy {
    /// What every member may do: it concerns only themselves, or is held to what they may do anyway.
    static let member: [Permission] = [
        .savedViewsRead, .savedViewsWrite, .preferencesRead, .preferencesWrite, .commentsWrite, .mentionsRead,
        .mentionsWrite, .bulkRunsRead, .bulkRunsRun,
    ]
    /// How many views one person can save of a collection.
    static let viewLimit = 50
    /// The longest query of a view, in bytes.
    static let viewQueryLimit = 2_000
    /// The longest comment, in characters.
    static let commentLimit = 5_000
    /// How many records one run can be about.
    static let runLimit = 10_000
    /// The longest input of a run's action, in bytes.
    static let runInputLimit = 8_192
    /// How many runs of one person can be under way at once.
    static let openRunLimit = 5
    /// How many records are handled in one transaction.
    static let portion = 50
    /// How often a portion may fail in a row before its run is stopped.
    static let failureLimit = 5
}
