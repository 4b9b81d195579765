/// Names in Swift and names on the wire: `unitPrice` is `unit_price`, `orderID` is `order_id`.
public enum SnakeCase {
    /// The snake_case form. An underscore goes before each upper-case letter that starts a word; a run of
    /// upper-case letters is one word. Digits stay with the word before them.
    public static func name(_ camel: String) -> String {
        var copy = camel
        let plain = copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> Bool in
            bytes.allSatisfy { (byte: UInt8) -> Bool in !isUpper(byte) }
        }
        if plain { return camel }
        return String(unsafeUninitializedCapacity: 2 * camel.utf8.count) {
            (out: UnsafeMutableBufferPointer<UInt8>) -> Int in
            var at = 0
            convert(camel) { (byte: UInt8) -> Void in
                out[at] = byte
                at += 1
            }
            return at
        }
    }

    static func append(_ camel: String, to out: inout [UInt8]) {
        convert(camel) { (byte: UInt8) -> Void in out.append(byte) }
    }

    @inline(__always) private static func convert(_ camel: String, _ put: (UInt8) -> Void) {
        var copy = camel
        copy.withUTF8 { (bytes: UnsafeBufferPointer<UInt8>) -> Void in
            for index in bytes.indices {
                let byte = bytes[index]
                guard isUpper(byte) else {
                    put(byte)
                    continue
                }
                if index > 0, bytes[index - 1] != 95 {
                    let afterLower = !isUpper(bytes[index - 1])
                    let beforeLower = index + 1 < bytes.count && (97...122).contains(bytes[index + 1])
                    if afterLower || beforeLower { put(95) }
                }
                put(byte | 0x20)
            }
        }
    }

    @inline(__always) private static func isUpper(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }
}
