import API
import Hummingbird
import Kernel
import Platform
import Web

/// The first page: what needs somebody, how trade goes.
struct HomePages: Sendable {
    let pages: AdminPages

    init(_ pages: AdminPages) { self.pages = pages }

    func add(to router: Router<WebContext>) {
        router.get("/admin") { request, context in
            try await pages.page(request, context) { desk in
                let frame = Frame(desk: desk, title: desk.say("shell.home"), place: "/admin")
                return Response(page: frame.page(HomeView(desk: desk).html))
            }
        }
    }
}

/// The first page.
struct HomeView {
    let desk: Desk

    var html: HTML {
        """
        <header class="page-head"><h1>\(desk.shop.name)</h1><p class="sub">\(desk.format.date(desk.today, .long))</p></header>
        """
    }
}
