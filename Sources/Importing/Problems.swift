import Kernel

extension Problem {
    static func importTakenOver(_ run: ImportRun) -> Problem {
        Problem(
            .conflict, "imports.taken_over", "Somebody else has continued or undone this import.",
            remedy: "Look at it with 'imports.get'; only one may work on it at a time.",
            details: ["import": run.id.description, "state": run.state.rawValue])
    }

    static func importStillRunning(_ run: ImportRun) -> Problem {
        Problem(
            .conflict, "imports.running", "This import is running.",
            remedy:
                "Wait until it is finished, or stop it first. If its process is gone, undo it with 'even_if_running'.",
            details: ["import": run.id.description])
    }

    static func mostLinesFaulty(_ name: String, faulty: Int, of lines: Int, first: String) -> Problem {
        Problem(
            .invalid, "imports.not_such_a_list", "This does not look like such a list",
            detail: "\(faulty) of \(lines) lines of \(name) cannot be read; the first: \(first).",
            remedy: "Check the columns, or say which is which with --map COLUMN=FIELD.")
    }

    static func prefixUnclear(_ prefix: String, share: Int, example: String) -> Problem {
        Problem(
            .invalid, "imports.prefix_unclear", "It is not clear which documents are adjustments",
            detail: "Numbers that begin with \"\(prefix)\" are read as adjustments of the books, but here these are "
                + "\(share) % of all, for example \(example).",
            field: "adjustment_prefix",
            remedy: "Say --adjustment-prefix \(prefix) if they are adjustments, or --adjustment-prefix none if not.")
    }

    /// The same problem with the words of the command line, where the file leaves something open.
    var namingOptions: Problem {
        guard code.hasPrefix("tabular.") else { return self }
        var named = self
        let options: String
        switch code {
        case "tabular.columns_unresolved":
            options = "Options: --map COLUMN=FIELD (once for each), --dates dmy|mdy|ymd, --decimals point|comma."
        case "tabular.format_ambiguous", "tabular.format_conflict":
            options =
                "Options: --dates dmy|mdy|ymd, --decimals point|comma, or --map COLUMN=FIELD:FORMAT for one column."
        case "tabular.header_unclear": options = "Options: --header or --no-header."
        case "tabular.delimiter_unclear": options = "Option: --delimiter comma|semicolon|tab|bar."
        case "tabular.encoding_broken": options = "Option: --encoding NAME."
        case _: return self
        }
        named.remedy = [remedy, options].compactMap { $0 }.joined(separator: " ")
        return named
    }
}
