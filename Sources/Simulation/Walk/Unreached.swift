/// The actions that no walk leaves in a log, each with the reason.
public enum Unreached {
    /// By action.
    public static let reasons: [String: String] = [
        "imports.try_customers": "performed by trials of imports, which are rolled back by design"
    ]
}
