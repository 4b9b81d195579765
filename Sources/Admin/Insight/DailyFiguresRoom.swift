extension Room {
    /// The figures of each day, for those who want the numbers behind the report.
    static let dailyFigures: Room = {
        var room = Room("daily_metrics", in: .insight, icon: "chart")
        room.rank = 3
        room.columns = [
            .day("day", place: .title), .number("orders"), .number("customers"), .number("units"),
            .money("gross"),
            .money("discount"), .money("returned"), .money("net", place: .amount),
            Column.number("returned_units").hidden,
            Column.number("credit_notes").hidden, Column.money("adjusted").hidden,
        ]
        return room
    }()
}
