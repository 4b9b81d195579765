import Foundation
import Kernel
import Testing

@Suite struct JSONTests {
    static let documents: [(String, JSON)] = [
        ("null", JSON.null), ("true", true), ("-12", -12), ("1.5e3", 1500.0),
        ("\"a\\u00e9\\n\\ud83e\\uddf5\"", "aé\n🧵"),
        (" [ 1 , [ ] , { } ] ", [1, [], [:]]), ("{\"b\":1,\"a\":{\"c\":null}}", ["b": 1, "a": ["c": nil]]),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)), ("\"\\/\\\"\\\\\"", "/\"\\"),
        ("0", 0),
        ("-0.5", -0.5), ("[0]", [0]),
    ]

    @Test(arguments: documents)
    func reads(_ text: String, _ value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: value.bytes) == value)
    }

    @Test(arguments: [
        "", "nul", "[1,]", "{\"a\":1,}", "{a:1}", "01", "-", "1.", ".5", "1e", "\"\\x\"", "\"\u{1}\"", "\"\\ud800\"",
        "\"\\udc00\"", "[1] 2", "{\"a\":1,\"a\":2}", "\"abc", "[", "{", "{\"a\"", "1e999", "+1", "NaN", "-01", "tru",
        "\"\\u12g4\"",
    ])
    func refuses(_ text: String) throws {
        let problem = try #require(throws: Problem.self) { try JSON(parsing: text) }
        #expect(problem.code == "malformed_json" && problem.status == 400)
    }

    @Test func limits() throws {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: Problem.self) { try JSON(parsing: deep) }
        #expect(throws: Never.self) { try JSON(parsing: String(deep.dropFirst().dropLast())) }
        let problem = try #require(throws: Problem.self) {
            try JSON(parsing: "[1,2,3]", limits: JSONLimits(depth: 4, bytes: 3))
        }
        #expect(problem.kind == .tooLarge)
        #expect(throws: Problem.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
        let many = (0..<40).map { "\"k\($0 % 39)\":1" }.joined(separator: ",")
        #expect(throws: Problem.self) { try JSON(parsing: "{\(many)}") }
    }

    @Test func canonicalTextIgnoresOrder() throws {
        let a = try JSON(parsing: #"{"b":[{"y":1,"x":2}],"a":"é"}"#),
            b = try JSON(parsing: #"{"a":"é","b":[{"x":2,"y":1}]}"#)
        #expect(a == b && a.hashValue == b.hashValue)
        #expect(a.canonicalBytes == b.canonicalBytes)
        #expect(String(decoding: a.canonicalBytes, as: UTF8.self) == #"{"a":"é","b":[{"x":2,"y":1}]}"#)
        #expect(a.description == #"{"b":[{"y":1,"x":2}],"a":"é"}"#)
    }

    @Test func writer() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", "a\"\\\u{1f}\tb")
            writer.member("missing", Optional<Int>.none)
            writer.member("list", list: [1, 2, 3])
            writer.key("nested")
            writer.array { writer in
                writer.null()
                writer.object { _ in }
                writer.double(.infinity)
                writer.value(Money(-5, .gbp))
            }
            writer.member("on", CalendarDate.sample)
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == """
                {"name":"a\\"\\\\\\u001f\\tb","list":[1,2,3],"nested":[null,{},null,{"amount":"-0.05","currency":"GBP"}],\
                "on":"2026-03-01"}
                """)
    }

    @Test(arguments: UInt64(0)..<100)
    func everyTextAgreesWithFoundation(seed: UInt64) throws {
        var chance = seeded(seed)
        let value = JSON.array(
            (0..<8).map { _ in
                JSON.string(
                    String(
                        String.UnicodeScalarView(
                            (0..<12).compactMap { _ in
                                Unicode.Scalar(
                                    UInt32.random(
                                        in: 0...(Bool.random(using: &chance) ? 0x7F : 0x1_FFFF), using: &chance))
                            })))
            })
        let foundation = try JSONDecoder().decode([String].self, from: Data(value.bytes))
        #expect(foundation == value.array?.compactMap(\.string))
        #expect(try JSON(parsing: [UInt8](JSONEncoder().encode(foundation))) == value)
        #expect(try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(value)) == value)
    }
}
