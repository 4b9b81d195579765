// Whole numbers of every width, so that encoding never falls back to an encoder of its own.

extension Int8: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int16: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int32: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension UInt: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension UInt8: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension UInt16: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension UInt32: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension UInt64: JSONWritable {
    /// Writes a whole number.
    public func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Float: JSONWritable {
    /// Writes a number.
    public func write(to writer: inout JSONWriter) {
        if isFinite { writer.raw(description.utf8) } else { writer.null() }
    }
}
