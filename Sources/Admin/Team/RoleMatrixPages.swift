import API
import Hummingbird
import Identity
import Kernel
import Platform
import Web

/// Which role may do what: permissions as rows, roles as columns.
struct RoleMatrixPages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin/roles-matrix") { request, context in
            try await pages.page(request, context) { desk in
                let roles = try await pages.answer("roles.list", ["limit": 100], at: desk)["data"]?.array ?? []
                let frame = Frame(
                    desk: desk, title: desk.say("page.roles-matrix"), place: "/admin/roles-matrix",
                    parent: (desk.collectionName("roles"), "/admin/roles"))
                let view = RoleMatrixView(desk: desk, builtIn: pages.authenticator.roles, roles: roles)
                return Response(page: frame.page(view.html))
            }
        }
    }
}

/// The matrix.
struct RoleMatrixView {
    let desk: Desk
    let builtIn: BuiltInRoles
    /// The shop's own roles, as their list answers them.
    let roles: [JSON]

    private struct Heading {
        let title: String
        let address: String?
        let allowed: PermissionSet
    }

    /// What every member may do, whatever their role.
    private var common: PermissionSet {
        PermissionSet(desk.registry.modules.flatMap(\.memberPermissions).map(\.rawValue))
    }

    private var columns: [Heading] {
        let always = [BuiltInRole.owner, .admin, .staff].map { role in
            Heading(title: desk.say("role.\(role.rawValue)"), address: nil, allowed: builtIn.permissions(of: role))
        }
        let own = roles.map { role in
            let patterns = (role["permissions"]?.array ?? []).compactMap(\.string)
            return Heading(
                title: role["title"]?.string ?? "", address: role["id"]?.string.flatMap(desk.links.address),
                allowed: PermissionSet(patterns))
        }
        return always + own
    }

    /// The page.
    var html: HTML {
        let columns = columns
        let common = common
        let rights = Rights(desk)
        let heads: HTML = columns.html { column in
            let title: HTML = column.address.map { "<a href=\"\($0)\">\(column.title)</a>" } ?? "\(column.title)"
            return "<th scope=\"col\">\(title)</th>"
        }
        let body: HTML = rights.groups.html { group in
            let rows: HTML = group.permissions.html { permission in row(permission, columns, common, rights) }
            return
                "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"\(columns.count + 1)\">\(group.title)</th></tr>\(rows)</tbody>"
        }
        return """
            \(header)<section class="card"><div class="table-wrap" tabindex="0" role="region" aria-label="\(desk.say("page.roles-matrix"))"><table class="table matrix" aria-label="\(desk.say("page.roles-matrix"))">
            <thead><tr><th scope="col">\(desk.say("rights.right"))</th>\(heads)</tr></thead>\(body)</table></div></section>
            """
    }

    private var header: HTML {
        let make: HTML? = desk.action("roles.create").map { action in
            "<a class=\"btn btn-main\" href=\"\(RecordAddress.action("roles.create"))\" data-key=\"n\">\(Icon.named("plus"))\(desk.actionLabel(action))</a>"
        }
        return """
            <header class="page-head"><h1>\(desk.say("page.roles-matrix"))</h1><div class="actions">\(make)</div>
            <p class="sub">\(desk.say("rights.matrixAbout"))</p></header>
            """
    }

    private func row(_ permission: Permission, _ columns: [Heading], _ common: PermissionSet, _ rights: Rights) -> HTML
    {
        let cells: HTML = columns.html { column in
            if column.allowed.allows(permission) || common.allows(permission) {
                return "<td>\(Icon.named("check"))<span class=\"hush\">\(desk.say("value.yes"))</span></td>"
            }
            return
                "<td><span class=\"none\" aria-hidden=\"true\">–</span><span class=\"hush\">\(desk.say("value.no"))</span></td>"
        }
        return
            "<tr><th scope=\"row\">\(rights.label(permission)) <small class=\"mono\">\(permission.rawValue)</small></th>\(cells)</tr>"
    }
}
