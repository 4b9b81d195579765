import API
import HTTPTypes
import Hummingbird
import Kernel
import Platform
import Web

/// The way of a file into the shop: sent, its columns matched, tried, imported. The import itself is a record like any
/// other, with its own page.
struct ImportPages: Sendable {
    let pages: AdminPages
    private static let run: Permission = "imports.run"

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/import") { request, context in try await ask(request, context) }
        router.post("/admin/import") { request, context in try await receive(request, context) }
        router.get("/admin/import/files/{upload}") { request, context in try await match(request, context) }
        router.post("/admin/import/files/{upload}") { request, context in try await act(request, context) }
        router.get("/admin/import/trials/{trial}") { request, context in try await trial(request, context) }
        router.get("/admin/import/trials/{trial}/live") { request, context in try await liveTrial(request, context) }
        router.get("/admin/import/runs/{run}/live") { request, context in try await liveRun(request, context) }
    }

    /// The button on the list of imports.
    static func way(from query: QueryName, for desk: Desk) -> HTML? {
        guard query == "imports.list", desk.may(run) else { return nil }
        return """
            <a class="btn btn-main" href="\(ImportAddress.new)" data-key="n">\(Icon.named("plus"))\(desk.say("imports.new"))</a>
            """
    }

    // MARK: the file

    private func ask(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            try desk.caller.require(Self.run)
            return frame(desk, desk.say("imports.new"), UploadView(desk: desk, kind: desk.address.form["kind"]).html)
        }
    }

    /// The form with the file, read as it comes. The token stands before the file, so that nothing is kept of a form
    /// that another site's page sent.
    private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
        try Identification.requireOwnOrigin(request)
        return try await pages.page(request, context) { desk in
            try desk.caller.require(Self.run)
            var kind: String?
            do {
                let intake = UploadIntake(pages.installation, as: desk.invocation)
                let upload = try await intake.form(of: request) { fields in
                    guard let token = fields["csrf"], desk.who.accepts(csrf: token) else { throw Identification.forged }
                    kind = fields["kind"]
                    return try UploadIntake.kind(kind)
                }
                return Response(seeOther: ImportAddress.file(upload.id.description))
            } catch let problem as Problem where problem.kind == .invalid || problem.kind == .tooLarge {
                let view = UploadView(desk: desk, kind: kind, problem: problem)
                return frame(desk, desk.say("imports.new"), view.html, status: problem.status)
            }
        }
    }

    // MARK: its columns

    private func match(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let upload = context.parameters.get("upload") ?? ""
            return try await matching(desk, upload, ImportSaid(desk.address.form), nil)
        }
    }

    private func matching(
        _ desk: Desk, _ upload: String, _ said: ImportSaid, _ problem: Problem?
    ) async throws -> Response {
        let survey = try await pages.answer("imports.survey", said.survey(upload), at: desk)
        let view = SurveyView(desk: desk, upload: upload, said: said, survey: survey, problem: problem)
        return frame(desk, view.title, view.html, status: problem?.status ?? 200)
    }

    /// Looks again with other columns, tries, or begins: three buttons of one form.
    private func act(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.form(request, context) { desk, form in
            let upload = context.parameters.get("upload") ?? ""
            let isMatching = form.pairs.contains { $0.name.hasPrefix("c.") }
            let said = isMatching ? ImportSaid(columns: form) : ImportSaid(form)
            guard let wanted = form["do"], wanted != "look" else { return Response(seeOther: said.address(upload)) }
            do {
                let name = wanted == "begin" ? "imports.begin" : "imports.try"
                let performed = try await pages.perform(name, said.task(upload), at: desk, key: form["idempotency_key"])
                if performed.state == .held, let approval = performed.effects.approval {
                    return Response(seeOther: RecordAddress.record("approvals", approval.description))
                }
                let id = performed.outcome?["id"]?.string ?? ""
                return Response(seeOther: wanted == "begin" ? ImportAddress.run(id) : ImportAddress.trial(id))
            } catch let problem as Problem where problem.kind == .invalid || problem.kind == .conflict {
                return try await matching(desk, upload, said, problem)
            }
        }
    }

    // MARK: the trial and the import

    private func trial(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let id = context.parameters.get("trial") ?? ""
            let answer = try await pages.answer("imports.trial", ["trial": .string(id)], at: desk)
            let asked: JSON = ["trial": .string(id), "limit": 10]
            let rejects = try await pages.answer("imports.trial_rejects", asked, at: desk)
            let view = TrialView(
                desk: desk, id: id, answer: answer, rejects: rejects, key: pages.installation.ids.next().uuidString)
            return frame(desk, view.title, view.html)
        }
    }

    private func liveTrial(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let id = context.parameters.get("trial") ?? ""
            let answer = try await pages.answer("imports.trial", ["trial": .string(id)], at: desk)
            let view = ProgressView(
                desk: desk, progress: answer["progress"] ?? .null, whenDone: ImportAddress.trial(id))
            return Response(page: view.html)
        }
    }

    private func liveRun(_ request: Request, _ context: WebContext) async throws -> Response {
        try await pages.page(request, context) { desk in
            let id = context.parameters.get("run") ?? ""
            let answer = try await pages.answer("imports.get", ["import": .string(id)], at: desk)
            return Response(page: ImportRunView(desk: desk, id: id, record: RecordView.lifted(answer, id)).live)
        }
    }

    private func frame(_ desk: Desk, _ title: String, _ content: HTML, status: Int = 200) -> Response {
        let list = RecordAddress.list("imports")
        let frame = Frame(
            desk: desk, title: title, place: list, parent: (desk.collectionName("imports"), list), isMiddling: true,
            help: list)
        return Response(page: frame.page(content), status: .init(code: status))
    }
}
