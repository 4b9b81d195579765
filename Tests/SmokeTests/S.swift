import Testing
import HummingbirdTesting
@Test func s() { #expect(Bool(true)) }
