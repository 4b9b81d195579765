extension SQL {
    /// Text put together at run time from literals of this package: the statements of records. Only the store and the
    /// platform may make SQL this way; a house check holds everybody else to literals.
    package init(trusted text: String) { self.init(text: text, values: []) }

    /// The same statement with other values: as many, of the same kinds, in the same order.
    package func bound(to values: [DBValue]) -> SQL { SQL(text: text, values: values) }
}
