import Kernel
import Web

extension Room {
    /// Orders: what was sold, and what has to be done about it.
    static let orders: Room = {
        var room = Room("orders", in: .sell, icon: "orders")
        room.keys = "g o"
        room.rank = 1
        room.columns = [
            .code("number"), .moment("placed_at"), .record("customer", place: .second),
            .state("payment_state", place: .state),
            .state("fulfilment_state"), .text("channel"), .number("line_count"), .money("total", place: .amount),
            .state("status").hidden, .number("units").hidden,
        ]
        room.views = [
            BuiltInView("to_ship", "status=paid"), BuiltInView("unpaid", "payment_state=unpaid&status=pending"),
            BuiltInView("deleted", "deleted=true"),
        ]
        room.bulk = ["orders.fulfil", "orders.mark_paid", "orders.cancel"]
        room.forms = [
            "orders.place": FormDesign(
                "lines", "customer", "shipping", "discount", "channel", "note", hidden: ["total", "lines.sku"]),
            "orders.cancel": FormDesign("reason"), "orders.refund": FormDesign("reason", "restock"),
        ]
        room.steps = OrderSteps.all
        room.record = OrderPage.design
        return room
    }()
}
