import Kernel
import Tabular

/// What a list of customers needs beside its columns: it may have none, and somebody has to have a name.
enum CustomerList {
    /// What was said about a list, completed: whether it names its columns, and where it does not, which is which by what
    /// they hold.
    static func options(_ source: ImportSource, _ said: FileOptions) throws -> FileOptions {
        var options = said
        if options.hasHeader == nil {
            do {
                let table = try source.inspect(options, CustomerFields.all)
                if table.header == .absent || HeaderlessCustomers.isData(table.headers) { options.hasHeader = false }
            } catch let problem as Problem where problem.code == "tabular.header_unclear" {
                var bare = options
                bare.hasHeader = true
                let table = try source.inspect(bare, CustomerFields.all)
                guard HeaderlessCustomers.isData(table.headers) else { throw problem }
                options.hasHeader = false
            }
        }
        if options.hasHeader == false, options.columns.isEmpty {
            options.columns = HeaderlessCustomers.columns(try source.inspect(options, CustomerFields.all))
        }
        return options
    }

    /// Whether some column says what people are called.
    static func isNamed(_ mapping: ResolvedMapping) -> Bool {
        let naming = [CustomerFields.name, CustomerFields.firstName, CustomerFields.lastName]
        return naming.contains { mapping.index($0.key) != nil }
    }
}
