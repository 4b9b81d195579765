import ArgumentParser
import Crypto
import CryptoExtras
import Hummingbird
@main struct Martlet: AsyncParsableCommand { mutating func run() async throws { print(SHA256.hash(data: [1 as UInt8])) } }
