import Tabular
import Testing

@testable import Importing

struct StringPoolTests {
    @Test func namesEachTextOnceAndKeepsItThroughGrowth() {
        var pool = StringPool()
        var numbers: [String: Int32] = [:]
        for round in 0..<3 {
            for index in 0..<5_000 {
                var text = "text \(index) é"
                let id = text.withUTF8 { (bytes: CellBytes) -> Int32 in pool.id(bytes) }
                if round == 0 { numbers[text] = id }
                #expect(numbers[text] == id)
                #expect(pool[id] == text)
            }
        }
        #expect(pool.count == 5_000)
        #expect(pool[StringPool.none] == "")
    }
}
