import Testing

/// The rules of the house. The raw value is what `exceptions.tsv` calls the rule.
enum Rule: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case fileLength = "file_length"
    case functionLength = "function_length"
    case nesting
    case name
    case call
    case forceUnwrap = "force_unwrap"
    case imports = "import"
    case foundation
    case foreignTable = "foreign_table"
    case missingTenant = "missing_tenant"
    case primaryKey = "primary_key"
    case docComment = "doc_comment"
    case readme
    case requirement
    case defaultCase = "default_case"
    case leftover

    var testDescription: String { rawValue }

    /// What an exception may not go beyond, whatever its reason.
    var ceiling: Int? { self == .fileLength ? 400 : nil }

    /// Whether a subject is measured by one size (lines) or by how many findings it has.
    var measuresSize: Bool {
        switch self {
        case .fileLength, .functionLength, .nesting: true
        case .name, .call, .forceUnwrap, .imports, .foundation, .foreignTable, .missingTenant, .primaryKey, .docComment,
            .readme, .requirement, .defaultCase, .leftover:
            false
        }
    }

    /// Everything in the tree that the rule objects to.
    func findings(in tree: SourceTree) -> [Finding] {
        switch self {
        case .fileLength: SizeRules.longFiles(tree)
        case .functionLength: SizeRules.longFunctions(tree)
        case .nesting: SizeRules.deepNesting(tree)
        case .name: NameRules.emptyNames(tree)
        case .call: CallRules.forbiddenCalls(tree)
        case .forceUnwrap: CallRules.forceUnwraps(tree)
        case .imports: ImportRules.undeclaredImports(tree)
        case .foundation: ImportRules.foundation(tree)
        case .foreignTable: SQLRules.foreignTables(tree)
        case .missingTenant: SQLRules.missingTenants(tree)
        case .primaryKey: SQLRules.primaryKeys(tree)
        case .docComment: DocumentRules.undocumented(tree)
        case .readme: DocumentRules.readmes(tree)
        case .requirement: DocumentRules.requirements(tree)
        case .defaultCase: SwitchRules.defaults(tree)
        case .leftover: DocumentRules.leftovers(tree)
        }
    }
}

/// One place that breaks a rule.
struct Finding: Sendable, Equatable {
    let rule: Rule
    /// What an exception names: mostly the path, with `:detail` where a file can break the rule in several ways.
    let subject: String
    let path: String
    let line: Int
    let message: String
    /// The size, for rules that measure one.
    var size = 1
}
