import Platform

/// The module's table of contents: what people set up for themselves, and what they do to many records at once.
public enum WorkspaceModule {
    /// What the registry collects.
    public static let module = Module(
        name: "workspace",
        summary: "Saved views, preferences, comments on records and whom they name, actions on many records.",
        migrations: WorkspaceSchema.migrations,
        resources: [
            Resource("saved_views", of: SavedView.self, singular: "saved view", named: "name"),
            Resource("comments", of: Comment.self, singular: "comment"),
            Resource("mentions", of: Mention.self, singular: "mention"),
            Resource("bulk_runs", of: BulkRun.self, singular: "bulk run"),
        ],
        actions: [
            CreateSavedView.self, UpdateSavedView.self, DeleteSavedView.self, SetPreference.self, AddComment.self,
            DeleteComment.self, ReadMention.self, StartBulkRun.self, CancelBulkRun.self, UndoBulkRun.self,
            FinishBulkRun.self,
            StopBulkRun.self,
        ],
        queries: [
            ListSavedViews.self, CurrentPreferences.self, ListMentions.self, ListBulkRuns.self, GetBulkRun.self,
            ListBulkItems.self,
        ],
        events: [CommentAdded.self, CommentDeleted.self, BulkRunStarted.self, BulkRunEnded.self],
        checks: WorkspaceChecks.all,
        lifecycles: [Lifecycle("Bulk run", BulkRun.lifecycle)],
        staffPermissions: WorkspacePolicy.member,
        memberPermissions: WorkspacePolicy.member,
        works: [BulkWork.work])
}
