import Kernel
import Platform

extension Problem {
    static func viewNameTaken(_ name: String) -> Problem {
        Problem(
            .conflict, "saved_views.name_taken", "You have a view called '\(name)' here already.", field: "name",
            remedy: "Choose another name, or change the view you have.")
    }

    static let tooManyViews = Problem(
        .conflict, "saved_views.too_many", "You have saved \(WorkspacePolicy.viewLimit) views of this list.",
        remedy: "Delete a view you no longer use.")

    static func unknownCollection(_ name: String) -> Problem {
        Problem(
            .invalid, "workspace.unknown_collection", "There is no list called '\(name)'.", field: "collection",
            remedy: "Use the name of a collection as in its address, for example orders.")
    }

    static func unknownPreference(_ key: String) -> Problem {
        Problem(
            .invalid, "preferences.unknown", "There is no preference '\(key)'.", field: "key",
            remedy: "Use theme, density, locale, shortcuts, navigation, or columns. and the name of a list.")
    }

    static func notInBulk(_ action: ActionName, _ why: String) -> Problem {
        Problem(
            .invalid, "bulk_runs.not_in_bulk", "'\(action)' cannot be performed on many records at once.", detail: why,
            field: "action", remedy: "Perform it on each record.")
    }

    static let tooManyRuns = Problem(
        .tooMany, "bulk_runs.too_many_open", "You have \(WorkspacePolicy.openRunLimit) runs under way.",
        remedy: "Wait until one has finished, or cancel one.")

    static func cannotUndo(_ why: String, remedy: String) -> Problem {
        Problem(.conflict, "bulk_runs.not_undoable", "This run cannot be taken back.", detail: why, remedy: remedy)
    }
}
